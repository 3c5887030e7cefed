using Hangfire;
using JudgeHost.Queue;
using JudgeHost.Settings;
using JudgeHost.Submissions;
using JudgeHost.Worker;
using LiveSubmissions.TestKit.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JudgeHost.Tests.Submissions;

/// <summary>The watch's look at what waits, with a queue in memory and one in Redis.</summary>
public sealed class LostJobTests
{
    public static TheoryData<bool> InMemoryAndRedis => [false, true];

    [Theory]
    [MemberData(nameof(InMemoryAndRedis))]
    public async Task Only_what_has_no_job_gets_one_and_nobody_sees_a_difference(bool inRedis)
    {
        await using var judge = await WatchedQueue.StartAsync(inRedis);
        var queued = await judge.AddAsync();
        var lost = await judge.AddAsync();
        await judge.Queue.EnqueueAsync(queued);

        await judge.Watch.LookForWaitingAsync(DateTime.MaxValue, CancellationToken.None);
        Assert.Equal(2, judge.Enqueued);
        Assert.Equal([(queued.Id, 1), (lost.Id, 1)], (await judge.Queue.WaitingAsync()).Order());

        await judge.Watch.LookForWaitingAsync(DateTime.MaxValue, CancellationToken.None);
        Assert.Equal(2, judge.Enqueued);
        Assert.Equal((1, 1, 1L), await judge.NumbersAsync(lost.Id));
    }

    [Theory]
    [MemberData(nameof(InMemoryAndRedis))]
    public async Task Of_two_jobs_for_one_wait_the_second_finds_nothing_to_do(bool inRedis)
    {
        await using var judge = await WatchedQueue.StartAsync(inRedis);
        var row = await judge.AddAsync();
        await judge.Queue.EnqueueAsync(row);
        await judge.Queue.EnqueueAsync(row);

        Assert.NotNull(await judge.Store.ChangeAsync(row.Id, (now, at) => now.Begin(row.Ticket, at), CancellationToken.None));
        Assert.Null(await judge.Store.ChangeAsync(row.Id, (now, at) => now.Begin(row.Ticket, at), CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(InMemoryAndRedis))]
    public async Task A_job_that_is_to_be_tried_again_is_one_and_so_is_each_of_a_long_queue(bool inRedis)
    {
        const int Long = 2_100;
        await using var judge = await WatchedQueue.StartAsync(inRedis);
        judge.Jobs.Schedule<EvaluationJob>(job => job.RunAsync(7_000, 3, CancellationToken.None), TimeSpan.FromHours(1));
        for (var id = 1; id <= Long; id++)
        {
            var number = id;
            judge.Jobs.Enqueue<EvaluationJob>(job => job.RunAsync(number, 1, CancellationToken.None));
        }

        var waiting = await judge.Queue.WaitingAsync();

        Assert.Equal(Long + 1, waiting.Count);
        Assert.Contains((7_000, 3), waiting);
    }

    /// <summary>What a backend has, without the web.</summary>
    private sealed class WatchedQueue(ServiceProvider services, TemporaryFolder folder, RedisServer? redis) : IAsyncDisposable
    {
        public EvaluationQueue Queue => services.GetRequiredService<EvaluationQueue>();

        public SubmissionStore Store => services.GetRequiredService<SubmissionStore>();

        public IBackgroundJobClient Jobs => services.GetRequiredService<IBackgroundJobClient>();

        public LostWorkerWatch Watch => services.GetRequiredService<LostWorkerWatch>();

        public long Enqueued => services.GetRequiredService<JobStorage>().GetMonitoringApi().EnqueuedCount("default");

        public static async Task<WatchedQueue> StartAsync(bool inRedis)
        {
            var folder = new TemporaryFolder();
            var redis = inRedis ? await RedisServer.StartAsync() : null;
            var settings = new JudgeSettings { DataDirectory = folder.Path, QueueRedisUrl = redis?.UrlOf(1) ?? "" };
            var services = new ServiceCollection().AddLogging().AddSingleton(settings).AddSubmissions().AddQueue(settings)
                .AddSingleton<LostWorkerWatch>().AddSingleton<IHostApplicationLifetime, NoLifetime>();
            services.AddLiveSubmissions();
            var provider = services.BuildServiceProvider();
            await provider.GetRequiredService<JudgeDatabase>().CreateAsync(CancellationToken.None);
            return new WatchedQueue(provider, folder, redis);
        }

        public Task<Submission> AddAsync() => Store.AddAsync(1, null, "predictions.csv", [1], CancellationToken.None);

        public async Task<(int Attempt, int Ticket, long Revision)> NumbersAsync(long id) =>
            await Store.FindAsync(id, CancellationToken.None) is { } row ? (row.Attempt, row.Ticket, row.Revision) : default;

        public async ValueTask DisposeAsync()
        {
            await services.DisposeAsync();
            if (redis is not null) await redis.DisposeAsync();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Dispose();
        }
    }

    private sealed class NoLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
