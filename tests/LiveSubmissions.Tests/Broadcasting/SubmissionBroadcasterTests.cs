using System.Text.Json.Nodes;
using LiveSubmissions.Contracts;
using LiveSubmissions.Log;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Tests.Broadcasting;

public sealed class SubmissionBroadcasterTests : IAsyncDisposable
{
    private readonly CoreHost _host = new();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_accepted_update_says_where_the_log_holds_it_and_writes_the_guides_lines()
    {
        var result = await _host.Broadcaster.BroadcastAsync(1, 42, SubmissionStatus.Accepted, new JsonObject { ["accuracy"] = 0.95 });
        var end = await _host.Feed.GetPositionAsync(CoreHost.Group);

        Assert.Equal(BroadcastResult.Accepted(end), result);
        Assert.Equal(
            ["Broadcasting submission update: submission_id=42, problem_id=1, status=accepted", "Successfully broadcasted submission update to problem_submissions_1"],
            _host.LogLines);
    }

    [Fact]
    public async Task An_update_without_a_problem_is_skipped_and_the_log_says_so()
    {
        var result = await _host.Broadcaster.BroadcastAsync(default, 42, "accepted");

        Assert.Equal(BroadcastResult.Skipped("problem id is missing"), result);
        Assert.Equal(["Skip websocket broadcast: problem id is missing"], _host.LogLines);
    }

    [Fact]
    public async Task Without_a_configured_transport_an_update_is_skipped_and_the_log_says_so()
    {
        _host.Transport.IsConfigured = false;
        var result = await _host.Broadcaster.BroadcastAsync(1, 42, "accepted");

        Assert.Equal(BroadcastResult.Skipped("channel layer is not configured"), result);
        Assert.Equal(["Skip websocket broadcast: channel layer is not configured"], _host.LogLines);
        Assert.Equal(0, _host.Transport.Appends);
    }

    [Fact]
    public async Task Wrong_use_throws_and_names_the_submission_and_the_fix()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await _host.Broadcaster.BroadcastAsync(null!));
        await Assert.ThrowsAsync<ArgumentException>(async () => await _host.Broadcaster.BroadcastAsync(1, default, "accepted"));
        var status = await Assert.ThrowsAsync<ArgumentException>(async () => await _host.Broadcaster.BroadcastAsync(1, 42, default));

        Assert.Contains("submission 42 has no status", status.Message, StringComparison.Ordinal);
        Assert.Equal(0, _host.Transport.Appends);
    }

    [Fact]
    public async Task Numbers_that_JSON_cannot_carry_become_null_and_the_log_warns_once()
    {
        await using var cursor = await _host.Feed.SubscribeAsync(CoreHost.Group);
        await _host.Broadcaster.BroadcastAsync(1, 42, "accepted", new JsonObject { ["loss"] = double.NaN, ["folds"] = new JsonArray(1, float.PositiveInfinity) });
        await _host.Broadcaster.BroadcastAsync(1, 43, "accepted", new JsonObject { ["loss"] = double.NegativeInfinity });
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var first = (await cursor.ReadAsync(deadline.Token)).Entries[0];

        Assert.Contains("""
            "metrics":{"loss":null,"folds":[1,null]},
            """, System.Text.Encoding.UTF8.GetString(first.State.Json.Span), StringComparison.Ordinal);
        Assert.Single(_host.LogLines, line => line.Contains("NaN or infinite", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_revision_that_is_not_greater_is_refused_and_the_reason_says_so()
    {
        await _host.Broadcaster.BroadcastAsync(1, 42, "accepted", revision: 7);
        var result = await _host.Broadcaster.BroadcastAsync(1, 42, "evaluating", revision: 6);

        Assert.Equal(BroadcastResult.Refused("older revision"), result);
        Assert.Contains("Refused submission update: submission_id=42, problem_id=1, status=evaluating (older revision)", _host.LogLines);
    }

    [Fact]
    public async Task A_transport_that_fails_defers_the_newest_of_each_submission_and_sends_it_when_it_is_back()
    {
        await using var cursor = await _host.Feed.SubscribeAsync(CoreHost.Group);
        _host.Transport.IsDown = true;
        Assert.Equal(BroadcastOutcome.Deferred, (await _host.Broadcaster.BroadcastAsync(1, 1, "queued")).Outcome);
        Assert.Equal(BroadcastOutcome.Deferred, (await _host.Broadcaster.BroadcastAsync(1, 2, "queued")).Outcome);
        Assert.Equal(BroadcastOutcome.Deferred, (await _host.Broadcaster.BroadcastAsync(1, 1, "accepted")).Outcome);
        _host.Transport.IsDown = false;

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var seen = new List<string>();
        while (seen.Count < 2) seen.AddRange((await cursor.ReadAsync(deadline.Token)).Entries.Select(entry => $"{entry.State.Submission}={entry.State.Status}"));

        // In the order in which they were given: 2 was queued before 1 was accepted.
        Assert.Equal(["2=queued", "1=accepted"], seen);
        Assert.Contains(_host.LogLines, line => line.StartsWith("Deferred submission update: submission_id=1, problem_id=1, status=accepted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broadcast_in_a_deferred_submission_goes_out_at_once_in_place_of_the_deferred_one()
    {
        var time = new FakeTimeProvider();
        await using var host = new CoreHost(time: time);
        host.Transport.IsDown = true;
        await host.Broadcaster.BroadcastAsync(1, 1, "queued");
        host.Transport.IsDown = false;
        var result = await host.Broadcaster.BroadcastAsync(1, 1, "accepted");
        var log = await host.Transport.Inner.ReadAsync(CoreHost.Group, default, 10, default);

        Assert.Equal(BroadcastOutcome.Accepted, result.Outcome);
        Assert.Equal("accepted", Assert.Single(log.Entries).State.Status.Value);
    }

    [Fact]
    public async Task A_full_outbox_fails_new_submissions_and_still_takes_newer_states_of_those_it_holds()
    {
        await using var host = new CoreHost(options => options.Broadcaster.OutboxCapacity = 2);
        host.Transport.IsDown = true;
        await host.Broadcaster.BroadcastAsync(1, 1, "queued");
        await host.Broadcaster.BroadcastAsync(1, 2, "queued");
        var full = await host.Broadcaster.BroadcastAsync(1, 3, "queued");
        var held = await host.Broadcaster.BroadcastAsync(1, 2, "accepted");

        Assert.Equal(BroadcastOutcome.Failed, full.Outcome);
        Assert.Contains("outbox is full", full.Reason, StringComparison.Ordinal);
        Assert.Equal(BroadcastOutcome.Deferred, held.Outcome);
        Assert.Contains(host.LogLines, line => line.StartsWith("Failed submission update: submission_id=3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_transport_that_does_not_answer_defers_within_the_budget()
    {
        var time = new FakeTimeProvider();
        await using var host = new CoreHost(time: time);
        host.Transport.Stall = new TaskCompletionSource();
        var broadcast = host.Broadcaster.BroadcastAsync(1, 1, "accepted").AsTask();
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(broadcast.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(BroadcastOutcome.Deferred, (await broadcast).Outcome);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_and_not_the_update()
    {
        var stall = _host.Transport.Stall = new TaskCompletionSource();
        using var cancellation = new CancellationTokenSource();
        var broadcast = _host.Broadcaster.BroadcastAsync(1, 1, "accepted", cancellationToken: cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        Assert.Equal(BroadcastOutcome.Deferred, (await broadcast).Outcome);
        stall.SetResult();

        await Eventually.TrueAsync(
            async () => (await _host.Transport.Inner.ReadAsync(CoreHost.Group, default, 10, default)).Entries.Count == 1, "the log accepts it");
    }

    [Fact]
    public async Task One_submissions_updates_are_sent_one_after_the_other_and_a_superseded_one_not_at_all()
    {
        var stall = _host.Transport.Stall = new TaskCompletionSource();
        var first = _host.Broadcaster.BroadcastAsync(1, 1, "queued").AsTask();
        var second = _host.Broadcaster.BroadcastAsync(1, 1, "evaluating").AsTask();
        var third = _host.Broadcaster.BroadcastAsync(1, 1, "accepted").AsTask();
        var other = _host.Broadcaster.BroadcastAsync(1, 2, "queued").AsTask();
        Assert.Equal(2, _host.Transport.Appends);
        stall.SetResult();

        Assert.Equal(BroadcastOutcome.Accepted, (await first).Outcome);
        Assert.Equal(BroadcastOutcome.Refused, (await second).Outcome);
        Assert.Equal(BroadcastOutcome.Accepted, (await third).Outcome);
        Assert.Equal(BroadcastOutcome.Accepted, (await other).Outcome);
        Assert.Equal(3, _host.Transport.Appends);
    }

    [Fact]
    public async Task What_is_sent_again_changes_nothing_in_a_log_that_still_holds_it()
    {
        var first = await _host.Broadcaster.BroadcastAsync(1, 1, "accepted", revision: 3);
        _host.Transport.RaiseRestored();
        await Eventually.TrueAsync(() => _host.Transport.Appends == 2, "it is sent again");
        await _host.FlushAsync();

        Assert.Equal(first.Position!.Value.Sequence, Assert.Single(await ReadLogAsync()).Sequence);
        Assert.Single(_host.LogLines, line => line.StartsWith("Successfully broadcasted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_shutdown_sends_what_was_deferred()
    {
        _host.Transport.IsDown = true;
        await _host.Broadcaster.BroadcastAsync(1, 1, "accepted");
        _host.Transport.IsDown = false;
        await _host.FlushAsync();

        Assert.Single((await _host.Transport.Inner.ReadAsync(CoreHost.Group, default, 10, default)).Entries);
    }

    [Fact]
    public async Task A_shutdown_that_cannot_send_says_how_much_is_lost_and_ends_in_time()
    {
        await using var host = new CoreHost(options => options.Broadcaster.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        host.Transport.IsDown = true;
        await host.Broadcaster.BroadcastAsync(1, 1, "accepted");
        await host.FlushAsync();

        Assert.Contains(host.LogLines, line => line.StartsWith("1 submissions' newest updates could not be sent", StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<LogEntry>> ReadLogAsync() =>
        (await _host.Transport.Inner.ReadAsync(CoreHost.Group, default, 10, default)).Entries;

    [Fact]
    public async Task Many_at_once_all_arrive_and_each_submission_ends_with_the_last_that_was_given()
    {
        await using var cursor = await _host.Feed.SubscribeAsync(CoreHost.Group);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async submission =>
        {
            for (var step = 0; step < 20; step++) await _host.Broadcaster.BroadcastAsync(1, submission, step < 19 ? "evaluating" : "accepted");
        }));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var last = new Dictionary<string, string>();
        while (last.Count < 100 || last.Values.Any(status => status != "accepted"))
        {
            foreach (var entry in (await cursor.ReadAsync(deadline.Token)).Entries) last[entry.State.Submission.ToString()] = entry.State.Status.Value;
        }

        Assert.Equal(100, last.Count);
    }
}
