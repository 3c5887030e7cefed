using Hangfire;
using Hangfire.InMemory;
using Hangfire.Redis.StackExchange;
using JudgeHost.Evaluation;
using JudgeHost.Problems;
using JudgeHost.Settings;
using JudgeHost.Worker;
using LiveSubmissions;
using LiveSubmissions.Redis;
using StackExchange.Redis;

namespace JudgeHost.Queue;

/// <summary>Registers the job queue, in memory for one process and in Redis for several, and the evaluation that takes jobs from it.</summary>
internal static class QueueServices
{
    private static readonly TimeSpan FinishedJobsKept = TimeSpan.FromHours(1);

    public static IServiceCollection AddQueue(this IServiceCollection services, JudgeSettings settings)
    {
        services.AddSingleton<EvaluationQueue>();
        if (settings.QueueRedisUrl.Length == 0)
        {
            services.AddHangfire(queue => Common(queue)
                .UseInMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = FinishedJobsKept })
                .WithJobExpirationTimeout(FinishedJobsKept));
            return services;
        }

        var address = QueueRedis.Parse(settings.QueueRedisUrl);
        services.AddSingleton(_ => new QueueRedis(ConnectionMultiplexer.Connect(address)));
        services.AddHangfire((provider, queue) => Common(queue).UseRedisStorage(
            provider.GetRequiredService<QueueRedis>().Connection,
            new RedisStorageOptions
            {
                Db = address.DefaultDatabase ?? 0,
                Prefix = "{judge-host}:",

                // Workers are notified of new jobs. If a notification is lost, a worker finds the job after this time.
                FetchTimeout = TimeSpan.FromSeconds(1),

                // The queue delivers a job again after this time: it does not know whether the worker is dead or just slow. LostWorkerWatch knows it
                // from the row, and queues the submission again much sooner. The old job then finds a newer ticket on the row, and does nothing.
                InvisibilityTimeout = TimeSpan.FromMinutes(30),
            }).WithJobExpirationTimeout(FinishedJobsKept));
        return services;
    }

    /// <summary>Registers the evaluation of submissions. Only this registers the labels.</summary>
    public static IServiceCollection AddEvaluation(this IServiceCollection services, JudgeSettings settings, ILiveSubmissionsBuilder feed)
    {
        feed.AddWorker();
        services.AddSingleton<LabelStore>().AddSingleton<Evaluator>().AddTransient<EvaluationJob>();
        services.AddHangfireServer(server =>
        {
            server.WorkerCount = settings.Workers;
            server.SchedulePollingInterval = TimeSpan.FromSeconds(1);
            server.StopTimeout = TimeSpan.FromSeconds(1);
            server.ShutdownTimeout = TimeSpan.FromSeconds(10);
        });
        return services;
    }

    private static IGlobalConfiguration Common(IGlobalConfiguration queue) => queue
        .UseSimpleAssemblyNameTypeSerializer()
        .UseRecommendedSerializerSettings();
}

/// <summary>The connection to the job queue's Redis. It has its own type, since the feed may use another Redis.</summary>
internal sealed class QueueRedis(IConnectionMultiplexer connection) : IAsyncDisposable, IDisposable
{
    public IConnectionMultiplexer Connection => connection;

    /// <param name="url">The URL, which was checked with the settings.</param>
    public static ConfigurationOptions Parse(string url)
    {
        // The client itself would treat a redis:// URL as a host name.
        var address = RedisUrl.Parse(url)!.ToConfiguration();
        address.AbortOnConnectFail = false;
        address.ClientName = "judge-host-queue";
        return address;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    public void Dispose() => connection.Dispose();
}
