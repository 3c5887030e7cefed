using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;
using LiveSubmissions.TestKit.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Redis.Tests.HighAvailability;

/// <summary>
/// A log that came to another server may have lost its tail while nobody followed it. A client that comes back with a position from before must not be
/// told that it has everything; and nobody must be told to ask the application for nothing.
/// </summary>
[Collection(HighAvailabilityCollection.Name)]
[Trait("Category", "Slow")]
public sealed class AnotherServerTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_comes_back_after_a_failover_lost_the_tail_that_nobody_followed_is_told_to_ask(bool hadPartOfTheTail)
    {
        await using var pair = await RedisPair.StartAsync();
        FeedPosition left;
        await using (var before = Services(pair.Url))
        {
            for (var submission = 1; submission <= 3; submission++) await BroadcastAsync(before, submission, "evaluating", revision: 1);
            left = await PositionAsync(before);
            await pair.CaughtUpAsync();
            await pair.CutAsync();
            await BroadcastAsync(before, 1, "accepted", revision: 2);
            if (hadPartOfTheTail) left = await PositionAsync(before);
            await BroadcastAsync(before, 2, "accepted", revision: 2);
            await BroadcastAsync(before, 3, "accepted", revision: 2);
        }

        await pair.FailOverAsync();
        await using var after = Services(pair.Url);
        await BroadcastAsync(after, 4, "queued", revision: 1);
        await using var cursor = await SubscribeAsync(after, left);

        Assert.False(cursor.Resumed);
        Assert.Equal(ResyncReason.Epoch, (await cursor.ReadAsync().AsTask().WaitAsync(Deadline)).Reason);

        // A page that is loaded now is told nothing more, whichever node it is on and however often it comes back.
        await using var other = Services(pair.Url);
        foreach (var node in new[] { after, other, after })
        {
            await using var loaded = await SubscribeAsync(node, await PositionAsync(node));
            Assert.True(loaded.Resumed);
        }
    }

    [Fact]
    public async Task A_page_that_stays_is_not_told_and_neither_is_one_that_comes_back_to_a_node_that_followed()
    {
        await using var pair = await RedisPair.StartAsync();
        await using var node = Services(pair.Url);
        await BroadcastAsync(node, 1, "evaluating", revision: 1);
        var left = await PositionAsync(node);
        await using var stays = await SubscribeAsync(node, left);
        await BroadcastAsync(node, 1, "accepted", revision: 2);
        Assert.Equal("accepted", Assert.Single((await stays.ReadAsync().AsTask().WaitAsync(Deadline)).Entries).State.Status.Value);
        await pair.CaughtUpAsync();

        await pair.FailOverAsync();
        await Eventually.TrueAsync(async () => await TryBroadcastAsync(node, 2, "queued") == BroadcastOutcome.Accepted, "the new primary takes updates");
        var batch = await stays.ReadAsync().AsTask().WaitAsync(Deadline);
        await using var back = await SubscribeAsync(node, left);

        Assert.Equal(FeedBatchKind.Entries, batch.Kind);
        Assert.True(back.Resumed);
    }

    [Fact]
    public async Task A_server_that_was_a_replica_in_between_is_another_one()
    {
        await using var pair = await RedisPair.StartAsync();
        FeedPosition left;
        await using (var before = Services(pair.Url))
        {
            await BroadcastAsync(before, 1, "evaluating", revision: 1);
            left = await PositionAsync(before);
            await pair.CaughtUpAsync();
            await pair.CutAsync();
            await BroadcastAsync(before, 1, "accepted", revision: 2);
        }

        // The replica takes over, the primary follows it and so loses what it had alone, and takes over again: the same process as before.
        await pair.Replica.AskAsync("REPLICAOF", "NO", "ONE");
        await pair.Primary.AskAsync("REPLICAOF", "127.0.0.1", $"{pair.Replica.Port}");
        await Eventually.TrueAsync(() => pair.Primary.SaysAsync("master_link_status:up", "INFO", "replication"), "the old primary follows the new one");
        await pair.Replica.KillAsync();
        await pair.Primary.AskAsync("REPLICAOF", "NO", "ONE");
        await using var after = Services(pair.Primary.Url);
        await using var cursor = await SubscribeAsync(after, left);

        Assert.False(cursor.Resumed);
    }

    [Fact]
    public async Task A_server_that_changes_its_replication_id_for_lack_of_replicas_is_the_same_one()
    {
        await using var server = await RedisServer.StartAsync(null, "--enable-debug-command", "yes");
        await using var node = Services(server.Url);
        await BroadcastAsync(node, 1, "evaluating", revision: 1);
        var left = await PositionAsync(node);
        await BroadcastAsync(node, 1, "accepted", revision: 2);

        await server.AskAsync("DEBUG", "CHANGE-REPL-ID");
        await using var after = Services(server.Url);
        await using var cursor = await SubscribeAsync(after, left);

        Assert.True(cursor.Resumed);
        Assert.Equal("accepted", Assert.Single((await cursor.ReadAsync().AsTask().WaitAsync(Deadline)).Entries).State.Status.Value);
    }

    [Fact]
    public async Task A_server_that_was_restarted_may_have_lost_its_last_second()
    {
        await using var server = await RedisServer.StartAsync(null, "--appendonly", "yes", "--appendfsync", "always");
        FeedPosition left;
        await using (var before = Services(server.Url))
        {
            await BroadcastAsync(before, 1, "accepted", revision: 1);
            left = await PositionAsync(before);
        }

        await server.RestartAsync();
        await using var after = Services(server.Url);
        await using var cursor = await SubscribeAsync(after, left);
        await using var loaded = await SubscribeAsync(after, await PositionAsync(after));

        Assert.False(cursor.Resumed);
        Assert.True(loaded.Resumed);
    }

    [Fact]
    public async Task Where_the_server_may_not_be_asked_nobody_is_told_and_the_page_says_that_it_cannot_tell()
    {
        await using var server = await RedisServer.StartAsync(null, "--appendonly", "yes", "--appendfsync", "always");
        await server.AskAsync("ACL", "SETUSER", "judge", "on", ">secret", "~*", "&*", "+@all", "-@dangerous", "+cluster");
        var url = $"redis://judge:secret@127.0.0.1:{server.Port}";
        await using var node = Node.At(url);
        await using var services = Services(url);
        await BroadcastAsync(services, 1, "accepted", revision: 1);
        var left = await PositionAsync(services);

        await using var cursor = await SubscribeAsync(services, left);

        Assert.True(cursor.Resumed);
        Assert.Null((await node.ReadAsync(Judge.Group(1), default, 10, default)).DoubtfulBefore);
    }

    [Fact]
    public async Task A_slot_that_moved_loses_nothing_and_nobody_is_told()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var node = Services(cluster.Url);
        for (var submission = 1; submission <= 3; submission++) await BroadcastAsync(node, submission, "evaluating", revision: 1);
        var left = await PositionAsync(node);
        await using var stays = await SubscribeAsync(node, left);
        await BroadcastAsync(node, 1, "accepted", revision: 2);
        Assert.Single((await stays.ReadAsync().AsTask().WaitAsync(Deadline)).Entries);

        await cluster.MoveSlotOfAsync($"{{{Judge.Group(1)}}}");
        await Eventually.TrueAsync(async () => await TryBroadcastAsync(node, 2, "accepted") == BroadcastOutcome.Accepted, "the new owner takes updates");
        await using var elsewhere = Services(cluster.Url);
        await using var back = await SubscribeAsync(elsewhere, left);

        Assert.True(back.Resumed);
        Assert.Equal(0, (await Node.At(cluster.Url).ReadAsync(Judge.Group(1), default, 10, default)).DoubtfulBefore);
        Assert.Equal(FeedBatchKind.Entries, (await stays.ReadAsync().AsTask().WaitAsync(Deadline)).Kind);
    }

    private static ServiceProvider Services(string url)
    {
        var services = new ServiceCollection();
        services.AddLiveSubmissions(options => options.Feed.RecheckInterval = TimeSpan.FromSeconds(1)).AddRedis(url);
        return services.BuildServiceProvider();
    }

    private static ValueTask<FeedPosition> PositionAsync(ServiceProvider node) => node.GetRequiredService<ISubmissionFeed>().GetPositionAsync(Judge.Group(1));

    private static ValueTask<FeedCursor> SubscribeAsync(ServiceProvider node, FeedPosition since) =>
        node.GetRequiredService<ISubmissionFeed>().SubscribeAsync(Judge.Group(1), new FeedCursorOptions { Since = since });

    private static async Task BroadcastAsync(ServiceProvider node, int submission, string status, long revision)
    {
        var result = await node.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(1, submission, status, revision: revision);
        Assert.Equal(BroadcastOutcome.Accepted, result.Outcome);
    }

    private static async Task<BroadcastOutcome> TryBroadcastAsync(ServiceProvider node, int submission, string status) =>
        (await node.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(1, submission, status)).Outcome;
}
