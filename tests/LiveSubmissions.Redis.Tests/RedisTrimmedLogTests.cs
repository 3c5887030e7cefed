using LiveSubmissions.Feed;
using LiveSubmissions.Redis.Tests.HighAvailability;
using LiveSubmissions.TestKit.Redis;
using LiveSubmissions.TestKit.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Redis.Tests;

/// <summary>A node that was cut off while everything that it knew was trimmed away takes a healthy log for no other one.</summary>
public sealed class RedisTrimmedLogTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Everything_that_a_cut_node_held_was_trimmed_and_no_other_nodes_client_is_told()
    {
        await using var server = await RedisServer.StartAsync();
        await using var proxy = TcpProxy.To(server.Port);
        await using var stays = Services(server.Url);
        await using var cut = Services($"redis://127.0.0.1:{proxy.Port}/0");
        for (var submission = 1; submission <= 3; submission++) await BroadcastAsync(stays, submission);
        await using var here = await SubscribeAsync(stays);
        await using var there = await SubscribeAsync(cut);
        var before = await PositionAsync(stays);

        proxy.RefusesConnections = true;
        proxy.Cut();
        for (var submission = 4; submission <= 7; submission++)
        {
            await BroadcastAsync(stays, submission);
            Assert.Equal($"{submission}", await NextAsync(here));
        }

        proxy.RefusesConnections = false;

        // The cut node's own client is told that retention has hidden something from it, and that is all.
        var told = await there.ReadAsync().AsTask().WaitAsync(Deadline);
        Assert.Equal(ResyncReason.Trimmed, told.Reason);
        await BroadcastAsync(stays, 8);
        Assert.Equal("8", await NextAsync(there));
        Assert.Equal("8", await NextAsync(here));
        Assert.Equal(before.Epoch, (await PositionAsync(stays)).Epoch);
    }

    private static async Task<string> NextAsync(FeedCursor cursor) =>
        Assert.Single((await cursor.ReadAsync().AsTask().WaitAsync(Deadline)).Entries).State.Submission.ToString();

    private static ServiceProvider Services(string url)
    {
        var services = new ServiceCollection();
        services.AddLiveSubmissions(options =>
        {
            options.Retention.MaxSubmissions = 3;
            options.Feed.RecheckInterval = TimeSpan.FromSeconds(1);
        }).AddRedis(url);
        return services.BuildServiceProvider();
    }

    private static ValueTask<FeedPosition> PositionAsync(ServiceProvider node) => node.GetRequiredService<ISubmissionFeed>().GetPositionAsync(Judge.Group(1));

    private static ValueTask<FeedCursor> SubscribeAsync(ServiceProvider node) => node.GetRequiredService<ISubmissionFeed>().SubscribeAsync(Judge.Group(1));

    private static async Task BroadcastAsync(ServiceProvider node, int submission) => Assert.Equal(
        BroadcastOutcome.Accepted, (await node.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(1, submission, "accepted")).Outcome);
}
