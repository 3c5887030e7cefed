using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;
using LiveSubmissions.Tests.Diagnostics;

namespace LiveSubmissions.Tests.Feed;

/// <summary>Mirrors whose listening cannot be ended.</summary>
public sealed class MirrorEndTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly SubmissionGroup Failing = new("problem_submissions_7");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_fails_to_end_keeps_nobody_from_a_lost_update_or_a_heartbeat(bool stalls)
    {
        await using var host = new CoreHost(static options =>
        {
            options.Feed.RecheckInterval = TimeSpan.FromMilliseconds(100);
            options.Feed.HeartbeatInterval = TimeSpan.FromMilliseconds(100);
            options.Feed.MirrorLinger = TimeSpan.Zero;
        });
        using var measured = host.Measure();
        host.Transport.FailsToEnd = Failing.Name;
        host.Transport.EndStalls = stalls;
        await using var cursor = await host.Feed.SubscribeAsync(CoreHost.Group);
        await using var watching = await host.Feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { Heartbeats = true });
        await (await host.Feed.SubscribeAsync(Failing)).DisposeAsync();
        await Eventually.TrueAsync(() => host.Transport.EndsTried > 0, "it is tried to end");

        host.Transport.LosesNotifications = true;
        await host.Broadcaster.BroadcastAsync(1, 42, "accepted");
        await cursor.ReadUntilAsync("42=accepted");
        host.Transport.LosesNotifications = false;

        FeedBatch batch;
        do batch = await watching.NextAsync();
        while (batch is not { Kind: FeedBatchKind.Heartbeat, Verified: true });
        await Eventually.TrueAsync(() => measured["live_submissions.failures mirrors"] == 1, "the failure is counted");
        Assert.Equal(4010, Assert.Single(host.Failures).Id.Id);
    }

    [Fact]
    public async Task One_that_fails_to_end_keeps_no_other_from_its_end_when_the_feed_is_disposed()
    {
        await using var host = new CoreHost();
        using var measured = host.Measure();
        SubmissionGroup[] groups = [new("problem_submissions_6"), Failing, new("problem_submissions_8")];
        var reads = new List<Task>();
        foreach (var group in groups) reads.Add((await host.Feed.SubscribeAsync(group)).ReadAsync().AsTask());
        host.Transport.FailsToEnd = Failing.Name;

        await host.Feed.DisposeAsync().AsTask().WaitAsync(Deadline);

        Assert.Equal(0, host.Transport.ListeningTo(groups[0]) + host.Transport.ListeningTo(groups[2]));
        foreach (var read in reads) await Assert.ThrowsAsync<ObjectDisposedException>(() => read.WaitAsync(Deadline));
        Assert.Equal(1, measured["live_submissions.failures mirrors"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_probe_whose_listening_fails_to_end_proves_that_notifications_come_all_the_same(bool stalls)
    {
        var transport = new FaultyTransport(NodeHost.NewTransport()) { FailsToEnd = ReservedGroups.Probes.Name, EndStalls = stalls };

        await new RoundTripProbe(transport, TimeProvider.System).RunAsync(TimeSpan.FromSeconds(1), CancellationToken.None).WaitAsync(Deadline);

        Assert.Equal(1, transport.EndsTried);
    }

    [Fact]
    public async Task One_that_fails_to_end_does_not_hide_why_it_could_not_begin()
    {
        await using var host = new CoreHost();
        host.Transport.FailsToEnd = CoreHost.Group.Name;
        host.Transport.ReadsFail = true;

        var failure = await Assert.ThrowsAsync<SubmissionTransportException>(() => host.Feed.SubscribeAsync(CoreHost.Group).AsTask().WaitAsync(Deadline));
        host.Transport.ReadsFail = false;
        await using var cursor = await host.Feed.SubscribeAsync(CoreHost.Group);
        await host.Broadcaster.BroadcastAsync(1, 42, "accepted");

        Assert.Equal("Set ReadsFail to false.", failure.Fix);
        await cursor.ReadUntilAsync("42=accepted");
    }
}
