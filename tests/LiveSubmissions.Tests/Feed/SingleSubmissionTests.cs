using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;

namespace LiveSubmissions.Tests.Feed;

public sealed class SingleSubmissionTests : IAsyncDisposable
{
    private readonly CoreHost _host = new(options => options.Feed.HeartbeatInterval = TimeSpan.FromMilliseconds(100));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_cursor_of_one_submission_reads_that_ones_updates_only()
    {
        await using var cursor = await SubscribeAsync(null);
        await BroadcastAsync(1, "queued");
        await BroadcastAsync(2, "queued");
        await BroadcastAsync(3, "queued");
        Assert.Equal(["2=queued"], await cursor.ReadUntilAsync("2=queued"));
        await BroadcastAsync(1, "accepted");
        await BroadcastAsync(2, "accepted");
        Assert.Equal(["2=accepted"], await cursor.ReadUntilAsync("2=accepted"));
    }

    [Fact]
    public async Task Its_position_moves_on_with_the_heartbeat_past_what_it_does_not_read()
    {
        await using var cursor = await SubscribeAsync(null, heartbeats: true);
        await BroadcastAsync(1, "queued");
        var end = await BroadcastAsync(3, "queued");

        FeedBatch batch;
        do batch = await cursor.NextAsync();
        while (batch.Position != end);
        Assert.Equal(FeedBatchKind.Heartbeat, batch.Kind);
    }

    [Fact]
    public async Task It_resumes_with_its_submissions_newest_state_and_not_with_what_it_had()
    {
        var had = await BroadcastAsync(2, "queued");
        await BroadcastAsync(1, "queued");
        await using (var same = await SubscribeAsync(had)) Assert.Null(same.TryRead());
        await BroadcastAsync(2, "evaluating");
        await BroadcastAsync(2, "accepted");
        await Eventually.TrueAsync(() => _host.Feed.IsAtRest, "the updates are in the mirror");
        await using var cursor = await SubscribeAsync(had);

        Assert.True(cursor.Resumed);
        Assert.Equal(["2=accepted"], await cursor.ReadUntilAsync("2=accepted"));
        Assert.Null(cursor.TryRead());
    }

    [Fact]
    public async Task Cursors_of_the_same_submission_share_what_is_encoded()
    {
        await using var one = await SubscribeAsync(null);
        await using var other = await SubscribeAsync(null);
        await BroadcastAsync(2, "queued");

        await Eventually.TrueAsync(() => _host.Feed.IsAtRest, "the update is in the mirror");
        Assert.Same(await one.NextAsync(), await other.NextAsync());
    }

    [Fact]
    public async Task A_position_of_another_epoch_is_told_to_resync()
    {
        await BroadcastAsync(2, "queued");
        await using var cursor = await SubscribeAsync(new FeedPosition("another", 7));

        Assert.Equal(FeedBatchKind.Resync, (await cursor.NextAsync()).Kind);
    }

    private ValueTask<FeedCursor> SubscribeAsync(FeedPosition? since, bool heartbeats = false) =>
        _host.Feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { Since = since, Submission = 2, Heartbeats = heartbeats });

    private async Task<FeedPosition> BroadcastAsync(int submission, string status) =>
        (await _host.Broadcaster.BroadcastAsync(1, submission, status)).Position!.Value;
}
