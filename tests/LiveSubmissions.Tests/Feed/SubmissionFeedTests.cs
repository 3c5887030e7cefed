using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Tests.Feed;

public sealed class SubmissionFeedTests : IAsyncDisposable
{
    private readonly CoreHost _host = new();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_cursor_without_a_position_gets_what_comes_and_nothing_that_was()
    {
        await BroadcastAsync(1, "queued");
        await using var cursor = await SubscribeAsync(null);
        await BroadcastAsync(2, "queued");

        Assert.False(cursor.Resumed);
        Assert.Equal(["2=queued"], await cursor.ReadUntilAsync("2=queued"));
    }

    [Fact]
    public async Task A_cursor_from_the_beginning_gets_the_newest_state_of_everything()
    {
        await BroadcastAsync(1, "queued");
        await BroadcastAsync(2, "queued");
        await BroadcastAsync(1, "accepted");
        await using var cursor = await SubscribeAsync(FeedPosition.Beginning);

        Assert.True(cursor.Resumed);
        Assert.True(cursor.Complete);
        Assert.Equal(["2=queued", "1=accepted"], await cursor.ReadUntilAsync("1=accepted"));
    }

    [Fact]
    public async Task A_cursor_that_comes_back_with_its_position_ends_with_the_newest_states_and_gets_none_twice()
    {
        FeedPosition left;
        await using (var cursor = await SubscribeAsync(null))
        {
            await BroadcastAsync(1, "queued");
            await cursor.ReadUntilAsync("1=queued");
            left = cursor.Position;
        }

        for (var i = 0; i < 300; i++) await BroadcastAsync(1 + (i % 7), i < 293 ? "evaluating" : "accepted");
        await using var back = await SubscribeAsync(left);
        var seen = new List<LogEntry>();
        while (seen.Count(entry => entry.State.Status == SubmissionStatus.Accepted) < 7) seen.AddRange((await back.NextAsync()).Entries);

        Assert.True(back.Resumed);
        Assert.All(seen, entry => Assert.True(entry.Sequence > left.Sequence));
        Assert.Equal(seen.Select(entry => entry.Sequence).Distinct().Order(), seen.Select(entry => entry.Sequence));
        Assert.All(seen.GroupBy(entry => entry.State.Submission), states => Assert.Equal("accepted", states.Last().State.Status.Value));
    }

    [Fact]
    public async Task A_position_read_before_the_rows_misses_nothing()
    {
        var position = await _host.Feed.GetPositionAsync(CoreHost.Group);
        await BroadcastAsync(1, "accepted");
        await using var cursor = await SubscribeAsync(position);

        Assert.Equal(["1=accepted"], await cursor.ReadUntilAsync("1=accepted"));
    }

    [Fact]
    public async Task A_position_of_another_epoch_gets_resync_and_then_what_comes()
    {
        await BroadcastAsync(1, "queued");
        await using var cursor = await SubscribeAsync(new FeedPosition("another", 7));
        var batch = await cursor.NextAsync();
        await BroadcastAsync(2, "queued");

        Assert.False(cursor.Resumed);
        Assert.Equal((FeedBatchKind.Resync, ResyncReason.Epoch), (batch.Kind, batch.Reason));
        Assert.Equal(await _host.Feed.GetPositionAsync(CoreHost.Group) with { Sequence = 0 }, batch.Position with { Sequence = 0 });
        Assert.Equal(["2=queued"], await cursor.ReadUntilAsync("2=queued"));
    }

    [Fact]
    public async Task A_position_past_the_logs_end_gets_resync()
    {
        var position = await _host.Feed.GetPositionAsync(CoreHost.Group);
        await using var cursor = await SubscribeAsync(position with { Sequence = long.MaxValue });

        Assert.Equal(ResyncReason.Ahead, (await cursor.NextAsync()).Reason);
    }

    [Fact]
    public async Task A_position_past_the_mirrors_end_has_the_log_read_once()
    {
        await using var other = await SubscribeAsync(null);
        _host.Transport.LosesNotifications = true;
        await BroadcastAsync(1, "accepted");
        var position = (await _host.Transport.Inner.ReadEndsAsync([CoreHost.Group], default))[0].Position;
        await using var cursor = await SubscribeAsync(position);

        Assert.True(cursor.Resumed);
        Assert.Equal(["1=accepted"], await other.ReadUntilAsync("1=accepted"));
    }

    [Fact]
    public async Task A_position_below_what_was_trimmed_gets_resync()
    {
        await using var host = new CoreHost(options => options.Retention.MaxSubmissions = 3);
        await host.Broadcaster.BroadcastAsync(1, 1, "queued");
        var position = await host.Feed.GetPositionAsync(CoreHost.Group);
        for (var i = 2; i <= 6; i++) await host.Broadcaster.BroadcastAsync(1, i, "queued");
        await using var cursor = await host.Feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { Since = position });
        await using var all = await host.Feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { Since = FeedPosition.Beginning });

        Assert.Equal(ResyncReason.Trimmed, (await cursor.NextAsync()).Reason);
        Assert.False(all.Complete);
        Assert.Equal(["4=queued", "5=queued", "6=queued"], await all.ReadUntilAsync("6=queued"));
    }

    [Fact]
    public async Task A_reader_that_takes_its_time_skips_superseded_states_and_arrives_at_the_newest()
    {
        await using var slow = await SubscribeAsync(null);
        await using var quick = await SubscribeAsync(null);
        for (var i = 0; i < 500; i++) await BroadcastAsync(i % 5, i < 495 ? "evaluating" : "accepted");
        await quick.ReadUntilAsync("4=accepted");

        Assert.Equal(["0=accepted", "1=accepted", "2=accepted", "3=accepted", "4=accepted"], await slow.ReadUntilAsync("4=accepted"));
    }

    [Fact]
    public async Task A_lost_notification_is_noticed_by_the_next_ones_predecessor()
    {
        await using var cursor = await SubscribeAsync(null);
        _host.Transport.LosesNotifications = true;
        await BroadcastAsync(1, "accepted");
        _host.Transport.LosesNotifications = false;
        await BroadcastAsync(2, "queued");

        Assert.Equal(["1=accepted", "2=queued"], await cursor.ReadUntilAsync("2=queued"));
    }

    [Fact]
    public async Task A_lost_last_notification_is_noticed_by_looking_at_the_logs_end()
    {
        var time = new FakeTimeProvider();
        await using var host = new CoreHost(time: time);
        await using var cursor = await host.Feed.SubscribeAsync(CoreHost.Group);
        host.Transport.LosesNotifications = true;
        await host.Broadcaster.BroadcastAsync(1, 1, "accepted");
        var read = cursor.NextAsync();
        await Eventually.TrueAsync(() => Advance(time, read), "the mirror looks at the log's end");

        Assert.Equal("accepted", (await read).Entries.Single().State.Status.Value);
    }

    [Fact]
    public async Task Notifications_that_do_not_come_are_noticed_by_a_probe_and_the_logs_are_looked_at_every_second_meanwhile()
    {
        var time = new FakeTimeProvider();
        await using var host = new CoreHost(time: time);
        await using var cursor = await host.Feed.SubscribeAsync(CoreHost.Group);
        host.Transport.LosesNotifications = true;
        await Eventually.TrueAsync(() => Advance(time, Says(host, "Notifications do not come. Until they do, the followed logs are checked every second")), "deafness is noticed");
        var endReads = host.Transport.EndReads;
        await Eventually.TrueAsync(() => Advance(time, host.Transport.EndReads >= endReads + 5), "the logs are looked at again and again");
        host.Transport.LosesNotifications = false;
        await Eventually.TrueAsync(() => Advance(time, Says(host, "Notifications come again")), "hearing is noticed");
    }

    [Fact]
    public async Task A_log_that_was_lost_and_made_anew_gives_resync()
    {
        await using var cursor = await SubscribeAsync(null);
        await BroadcastAsync(1, "queued");
        await cursor.ReadUntilAsync("1=queued");
        LoseLog();

        Assert.Equal(ResyncReason.Epoch, (await cursor.NextAsync()).Reason);
        Assert.Empty(_host.Transport.Fenced);
    }

    [Fact]
    public async Task A_log_without_an_entry_that_is_lost_is_no_loss()
    {
        await using var cursor = await SubscribeAsync(null);
        LoseLog();

        Assert.Equal(ResyncReason.Epoch, (await cursor.NextAsync()).Reason);
        Assert.Empty(_host.Transport.Losses);
    }

    [Fact]
    public async Task All_who_come_back_with_the_position_of_a_lost_log_share_a_read()
    {
        await using var stays = await SubscribeAsync(null);
        await BroadcastAsync(1, "queued");
        var lost = new FeedPosition(LogIdentity.CreateEpoch(), 1);
        var before = _host.Transport.Reads;
        _host.Transport.ReadsStall = new TaskCompletionSource();

        var coming = Enumerable.Range(0, 500).Select(_ => SubscribeAsync(lost)).ToList();
        _host.Transport.ReadsStall.SetResult();
        var back = await Task.WhenAll(coming);

        Assert.Equal(ResyncReason.Epoch, (await back[^1].NextAsync()).Reason);
        Assert.InRange(_host.Transport.Reads - before, 1, 20);
        foreach (var cursor in back) await cursor.DisposeAsync();
    }

    [Fact]
    public void An_answer_to_what_was_asked_before_the_connection_was_lost_makes_no_mirror_verified()
    {
        var time = new FakeTimeProvider();
        var freshness = new MirrorFreshness(TimeSpan.FromSeconds(5), time);
        var asked = freshness.Timestamp;
        time.Advance(TimeSpan.FromMilliseconds(1));

        freshness.Forget();
        freshness.Confirm(asked);
        Assert.False(freshness.IsVerified);
        freshness.Confirm(freshness.Timestamp);
        Assert.True(freshness.IsVerified);
    }

    [Fact]
    public async Task Everybody_at_the_same_position_shares_one_batch()
    {
        await using var one = await SubscribeAsync(null);
        await using var other = await SubscribeAsync(null);
        var reads = Task.WhenAll(one.NextAsync(), other.NextAsync());
        await BroadcastAsync(1, "queued");
        var batches = await reads;

        Assert.Same(batches[0], batches[1]);
    }

    [Fact]
    public async Task A_batch_ends_at_its_limit_and_the_next_goes_on_from_there()
    {
        await using var host = new CoreHost(options => options.Feed.MaxBatchBytes = 1024);
        await using var cursor = await host.Feed.SubscribeAsync(CoreHost.Group);
        for (var i = 0; i < 50; i++) await host.Broadcaster.BroadcastAsync(1, i, "queued");
        var first = await cursor.NextAsync();
        var seen = first.Entries.Count + (await cursor.ReadUntilAsync("49=queued")).Count;

        Assert.InRange(first.Entries.Sum(entry => entry.State.Json.Length), 1, 1024);
        Assert.Equal(first.Entries[^1].Sequence, first.Position.Sequence);
        Assert.Equal(50, seen);
    }

    [Fact]
    public async Task A_cursor_that_waits_gets_heartbeats_and_they_say_whether_the_node_is_up_to_date()
    {
        var time = new FakeTimeProvider();
        await using var host = new CoreHost(time: time);
        await using var cursor = await host.Feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { Heartbeats = true });
        await UntilHeartbeatAsync(cursor, verified: true, time);

        host.Transport.IsDown = true;
        host.Transport.RaiseInterrupted();
        await UntilHeartbeatAsync(cursor, verified: false);
        await UntilHeartbeatAsync(cursor, verified: false, time);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(7L)]
    public async Task That_the_node_loses_the_log_and_has_it_again_a_cursor_is_told_at_once(long? only)
    {
        await using var host = new CoreHost(time: new FakeTimeProvider());
        await using var cursor = await host.Feed.SubscribeAsync(
            CoreHost.Group, new FeedCursorOptions { Heartbeats = true, Submission = only is { } id ? id : (SubmissionId?)null });
        for (var round = 1; round <= 3; round++)
        {
            host.Transport.IsDown = true;
            host.Transport.RaiseInterrupted();
            await UntilHeartbeatAsync(cursor, verified: false);
            host.Transport.IsDown = false;
            host.Transport.LosesNotifications = true;
            await host.Broadcaster.BroadcastAsync(1, round, "queued");
            host.Transport.LosesNotifications = false;
            host.Transport.RaiseRestored();
            await UntilHeartbeatAsync(cursor, verified: true);
        }
    }

    [Fact]
    public async Task Who_reads_only_after_the_log_was_lost_and_is_back_is_told_nothing_about_it()
    {
        await using var host = new CoreHost(time: new FakeTimeProvider());
        await using var cursor = await host.Feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { Heartbeats = true });
        host.Transport.RaiseInterrupted();
        host.Transport.RaiseRestored();
        await Eventually.TrueAsync(() => host.Feed.Unverified.Count == 0 && host.Feed.IsAtRest, "the node is sure again");

        await host.Broadcaster.BroadcastAsync(1, 42, "queued");

        Assert.Equal(FeedBatchKind.Entries, (await cursor.NextAsync()).Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_a_log_does_not_say_its_end_a_cursor_is_told_once_the_last_look_is_too_long_ago(bool stalls)
    {
        await using var host = new CoreHost(options =>
        {
            options.Feed.RecheckInterval = TimeSpan.FromMilliseconds(200);
            options.Feed.HeartbeatInterval = TimeSpan.FromMinutes(5);
        });
        await using var cursor = await host.Feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { Heartbeats = true });
        host.Transport.IsDown = !stalls;
        host.Transport.EndsStall = stalls ? new TaskCompletionSource() : null;
        await UntilHeartbeatAsync(cursor, verified: false);

        host.Transport.IsDown = false;
        host.Transport.EndsStall?.SetResult();

        await UntilHeartbeatAsync(cursor, verified: true);
    }

    [Fact]
    public async Task Who_attaches_while_the_node_has_lost_the_log_is_told_so_at_once_and_not_past_what_it_has()
    {
        await BroadcastAsync(1, "queued");
        await using var first = await SubscribeAsync(null);
        _host.Transport.IsDown = true;
        _host.Transport.RaiseInterrupted();
        await using var cursor = await _host.Feed.SubscribeAsync(
            CoreHost.Group, new FeedCursorOptions { Since = FeedPosition.Beginning, Heartbeats = true });
        var start = cursor.Position;
        var told = await cursor.NextAsync();

        Assert.Equal((FeedBatchKind.Heartbeat, false, start), (told.Kind, told.Verified, told.Position));
        Assert.Equal(["1=queued"], await cursor.ReadUntilAsync("1=queued"));
    }

    [Fact]
    public async Task The_logs_are_followed_once_however_many_cursors_there_are_and_not_for_ever()
    {
        var time = new FakeTimeProvider();
        await using var host = new CoreHost(time: time);
        var cursors = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.Feed.SubscribeAsync(CoreHost.Group).AsTask()));
        Assert.Equal(1, host.Transport.ListeningTo(CoreHost.Group));

        foreach (var cursor in cursors) await cursor.DisposeAsync();
        await Eventually.TrueAsync(() => Advance(time, host.Transport.ListeningTo(CoreHost.Group) == 0), "the mirror is dropped some time after the last cursor left");
    }

    [Fact]
    public async Task A_transport_that_is_down_fails_the_subscription_and_not_the_next_one()
    {
        _host.Transport.IsDown = true;
        await Assert.ThrowsAsync<SubmissionTransportException>(() => SubscribeAsync(null));
        _host.Transport.IsDown = false;
        await using var cursor = await SubscribeAsync(null);
        await BroadcastAsync(1, "queued");

        Assert.Equal(["1=queued"], await cursor.ReadUntilAsync("1=queued"));
    }

    [Fact]
    public async Task A_cancelled_read_can_be_repeated_and_loses_nothing()
    {
        await using var cursor = await SubscribeAsync(null);
        using var cancellation = new CancellationTokenSource();
        var read = cursor.ReadAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        await BroadcastAsync(1, "queued");

        Assert.Equal(["1=queued"], await cursor.ReadUntilAsync("1=queued"));
    }

    [Fact]
    public async Task A_pending_read_ends_when_the_cursor_is_disposed()
    {
        var cursor = await SubscribeAsync(null);
        var read = cursor.ReadAsync().AsTask();
        await cursor.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => read);
    }

    [Fact]
    public async Task A_pending_read_ends_when_the_feed_stops()
    {
        var host = new CoreHost();
        var cursor = await host.Feed.SubscribeAsync(CoreHost.Group);
        var read = cursor.ReadAsync().AsTask();
        await host.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => read);
    }

    [Fact]
    public async Task A_node_logs_what_it_received()
    {
        await using var cursor = await SubscribeAsync(null);
        await BroadcastAsync(42, "accepted");
        await cursor.ReadUntilAsync("42=accepted");

        await Eventually.TrueAsync(
            () => _host.LogLines.Any(line => line.StartsWith("Received submission update: submission_id=42, problem_id=1, status=accepted", StringComparison.Ordinal)),
            "the line is written");
    }

    /// <param name="time">Goes on until then; without it, the heartbeat must come though no time passes.</param>
    private static async Task UntilHeartbeatAsync(FeedCursor cursor, bool verified, FakeTimeProvider? time = null)
    {
        while (true)
        {
            var read = cursor.NextAsync();
            if (time is not null) await Eventually.TrueAsync(() => Advance(time, read), "a heartbeat comes");
            if (await read is { Kind: FeedBatchKind.Heartbeat } heartbeat && heartbeat.Verified == verified) return;
        }
    }

    private static bool Says(CoreHost host, string line) => host.LogLines.Any(said => said.StartsWith(line, StringComparison.Ordinal));

    private static bool Advance(FakeTimeProvider time, Task read) => Advance(time, read.IsCompleted);

    private static bool Advance(FakeTimeProvider time, bool done)
    {
        if (!done) time.Advance(TimeSpan.FromMilliseconds(500));
        return done;
    }

    private Task<FeedCursor> SubscribeAsync(FeedPosition? since) =>
        _host.Feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { Since = since }).AsTask();

    /// <summary>The log is lost and made anew, and the node is told to look.</summary>
    private void LoseLog()
    {
        _host.Transport.Inner = _host.NewLog();
        _host.Transport.RaiseRestored();
    }

    private async Task BroadcastAsync(long submission, string status) =>
        Assert.Equal(BroadcastOutcome.Accepted, (await _host.Broadcaster.BroadcastAsync(1, submission, status)).Outcome);
}
