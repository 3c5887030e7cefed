using LiveSubmissions.Feed;
using LiveSubmissions.TestKit.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Redis.Tests;

/// <summary>A worker's broadcasts reach a cursor in another process' services, and survive an outage of Redis.</summary>
public sealed class RedisEndToEndTests : IAsyncLifetime
{
    private readonly SubmissionGroup _group = new("problem_submissions_1");
    private RedisServer _server = null!;
    private ServiceProvider _worker = null!;
    private ServiceProvider _web = null!;

    public async Task InitializeAsync()
    {
        // On disk, so that the log outlives a crash: a log that is lost is told as a resync, after which the application is asked, not the log.
        _server = await RedisServer.StartAsync(null, "--appendonly", "yes", "--appendfsync", "always");
        _worker = Services();
        _web = Services();
    }

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _web.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_cursor_of_one_process_follows_the_broadcasts_of_another()
    {
        await using var cursor = await SubscribeAsync(since: null);

        await BroadcastAsync("evaluating", 1);
        var result = await BroadcastAsync("accepted", 2);

        Assert.Equal(BroadcastOutcome.Accepted, result.Outcome);
        Assert.Equal("accepted", await LastStatusAsync(cursor, "accepted"));
        Assert.Equal(result.Position, cursor.Position);
    }

    [Fact]
    public async Task Services_that_are_disposed_synchronously_leave_no_connection()
    {
        var services = Services();
        await using var cursor = await services.GetRequiredService<ISubmissionFeed>().SubscribeAsync(_group);
        await services.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(1, 42, "queued");
        Assert.True(await ConnectionsAsync() > 0);

        await Task.Run(services.Dispose).WaitAsync(TimeSpan.FromSeconds(20));

        await Contracts.Eventually.TrueAsync(async () => await ConnectionsAsync() == 0, "the server has no client but the one that asks");

        async Task<int> ConnectionsAsync() => (await _server.AskAsync("CLIENT", "LIST")).Split('\n').Count(static line => line.Contains("SE.Redis", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_broadcast_during_an_outage_arrives_after_it()
    {
        await using var cursor = await SubscribeAsync(since: FeedPosition.Beginning);
        await BroadcastAsync("evaluating", 1);
        await LastStatusAsync(cursor, "evaluating");

        await _server.KillAsync();
        var deferred = await BroadcastAsync("accepted", 2);
        await _server.RestartAsync();

        Assert.Equal(BroadcastOutcome.Deferred, deferred.Outcome);
        Assert.Contains("the URL given to AddRedis", deferred.Reason, StringComparison.Ordinal);
        Assert.Equal("accepted", await LastStatusAsync(cursor, "accepted"));
    }

    [Fact]
    public async Task A_node_that_loses_Redis_says_so_at_once_and_at_once_when_it_has_proved_that_it_has_it_again()
    {
        await using var node = Services(options =>
        {
            options.Feed.HeartbeatInterval = TimeSpan.FromMinutes(5);
            options.Feed.RecheckInterval = TimeSpan.FromSeconds(2);
        });
        await using var cursor = await node.GetRequiredService<ISubmissionFeed>().SubscribeAsync(_group, new FeedCursorOptions { Heartbeats = true });

        await _server.KillAsync();
        await HeartbeatAsync(cursor, verified: false);
        await _server.RestartAsync();
        await HeartbeatAsync(cursor, verified: true);

        // Nobody is told that a connection is half open: the log just does not answer.
        await _server.FreezeAsync();
        await HeartbeatAsync(cursor, verified: false);
        await _server.ThawAsync();
        await HeartbeatAsync(cursor, verified: true);
    }

    private ServiceProvider Services(Action<LiveSubmissionsOptions>? options = null)
    {
        var services = new ServiceCollection();
        services.AddLiveSubmissions(options).AddRedis(_server.Url);
        return services.BuildServiceProvider();
    }

    private ValueTask<FeedCursor> SubscribeAsync(FeedPosition? since) =>
        _web.GetRequiredService<ISubmissionFeed>().SubscribeAsync(_group, new FeedCursorOptions { Since = since });

    private ValueTask<BroadcastResult> BroadcastAsync(string status, long revision) => _worker.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(
        new SubmissionUpdate { ProblemId = 1, SubmissionId = 42, Status = status, Revision = revision });

    /// <summary>Reads until a heartbeat says so: heartbeats of their own come only every five minutes.</summary>
    private static async Task HeartbeatAsync(FeedCursor cursor, bool verified)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await cursor.ReadAsync(deadline.Token) is not { Kind: FeedBatchKind.Heartbeat } heartbeat || heartbeat.Verified != verified)
        {
        }
    }

    /// <summary>Reads until a status comes.</summary>
    private static async Task<string> LastStatusAsync(FeedCursor cursor, string expected)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var batch = await cursor.ReadAsync(deadline.Token);
            Assert.NotEqual(FeedBatchKind.Resync, batch.Kind);
            if (batch.Entries is [.., var last] && last.State.Status.Value == expected) return expected;
        }
    }
}
