using LiveSubmissions.Broadcasting;
using LiveSubmissions.Contracts;
using LiveSubmissions.Log;

namespace LiveSubmissions.Tests.Broadcasting;

/// <summary>What the log accepted in the last minute goes again when the connection is restored, and gives way.</summary>
public sealed class CopiesTests : IAsyncDisposable
{
    private readonly SemaphoreSlim _copiesMayPass = new(0);
    private readonly CoreHost _host = new(static options =>
    {
        options.Broadcaster.OutboxCapacity = 20_000;
        options.Broadcaster.OutboxRetryDelay = TimeSpan.FromMilliseconds(10);
    });

    private FaultyTransport Transport => _host.Transport;

    public async ValueTask DisposeAsync()
    {
        _copiesMayPass.Release(100_000);
        await _host.DisposeAsync();
        _copiesMayPass.Dispose();
    }

    [Fact]
    public async Task What_was_sent_with_a_revision_in_the_last_minute_is_sent_again_when_the_connection_is_restored()
    {
        Transport.Origin = "first";
        await _host.Broadcaster.BroadcastAsync(1, 1, "accepted", revision: 3);
        await _host.Broadcaster.BroadcastAsync(1, 2, "accepted");
        Transport.Inner = _host.NewLog();
        Transport.RaiseRestored();

        await Eventually.TrueAsync(async () => (await ReadLogAsync()).Count == 1, "the log that lost it gets it again");
        Assert.Equal("1", Assert.Single(await ReadLogAsync()).State.Submission.ToString());
    }

    [Fact]
    public async Task A_copy_that_the_log_had_lost_is_recent_again()
    {
        Transport.Origin = "first";
        await _host.Broadcaster.BroadcastAsync(1, 1, "accepted", revision: 3);
        for (var failover = 1; failover <= 2; failover++)
        {
            Transport.Inner = _host.NewLog();
            Transport.RaiseRestored();
            await Eventually.TrueAsync(async () => (await ReadLogAsync()).Count == 1, "the log that lost it gets it again");
        }
    }

    [Fact]
    public async Task What_a_lost_log_accepted_is_not_sent_into_its_successor_and_what_was_deferred_is()
    {
        Transport.Origin = "first";
        for (var submission = 1; submission <= 200; submission++) await _host.Broadcaster.BroadcastAsync(1, submission, "queued", revision: 1);
        Transport.IsDown = true;
        await _host.Broadcaster.BroadcastAsync(1, 201, "queued", revision: 1);
        (Transport.Inner, Transport.Origin) = (_host.NewLog(), "second");
        Transport.IsDown = false;
        Transport.RaiseRestored();

        await Eventually.TrueAsync(() => !Transport.Losses.IsEmpty, "the loss is reported");
        Transport.RaiseRestored();
        await Eventually.TrueAsync(() => Copied().Any(static copy => copy == "201"), "what the new log accepted is sent again");
        Assert.Equal("201", Assert.Single(await ReadLogAsync()).State.Submission.ToString());
        Assert.Equal((CoreHost.Group.Name, "first"), Assert.Single(Transport.Losses));

        // Once one was refused, the others need not be.
        Assert.InRange(Copied().Count(static copy => copy != "201"), 1, Copies.MostInFlight);
    }

    [Fact]
    public async Task A_copy_that_a_new_log_refuses_is_not_reported_to_anybody_and_the_loss_is()
    {
        Transport.Origin = "first";
        await _host.Broadcaster.BroadcastAsync(1, 1, "accepted", revision: 1);
        var lines = _host.LogRecords.Count;
        (Transport.Inner, Transport.Origin) = (_host.NewLog(), "second");
        Transport.RaiseRestored();
        await Eventually.TrueAsync(() => !Transport.Losses.IsEmpty, "the loss is reported");

        Assert.Empty(await ReadLogAsync());
        Assert.DoesNotContain(_host.LogRecords.Skip(lines), static line => line.Message.Contains("submission_id", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Copies_take_no_room_from_new_updates_in_an_outage()
    {
        await using var host = new CoreHost(static options => options.Broadcaster.OutboxCapacity = 200);
        for (var submission = 0; submission < 200; submission++)
        {
            Assert.Equal(BroadcastOutcome.Accepted, (await host.Broadcaster.BroadcastAsync(1, submission, "queued", revision: 1)).Outcome);
        }

        host.Transport.IsDown = true;
        host.Transport.RaiseRestored();
        for (var submission = 200; submission < 220; submission++)
        {
            Assert.Equal(BroadcastOutcome.Deferred, (await host.Broadcaster.BroadcastAsync(1, submission, "queued", revision: 1)).Outcome);
        }

        Assert.Equal(20, host.OutboxGauge());
    }

    [Fact]
    public async Task New_and_deferred_updates_wait_for_at_most_the_copies_that_are_under_way_however_many_are_left()
    {
        const int Accepted = 10_000;
        const int Passed = 3000;
        for (var submission = 0; submission < Accepted; submission++) await _host.Broadcaster.BroadcastAsync(1, submission, "queued", revision: 1);
        var fails = true;
        Transport.BeforeAppend = async (entry, origin, cancellationToken) =>
        {
            if (origin is not null) await _copiesMayPass.WaitAsync(cancellationToken);
            else if (entry.Submission.ToString() == "20000" && fails) throw new InvalidOperationException("This update fails once.");
        };
        Transport.RaiseRestored();
        _copiesMayPass.Release(Passed);
        await Eventually.TrueAsync(() => Copied().Count == Passed + Copies.MostInFlight, "as many copies are under way as may be");

        // A new update does not wait for the copies that are left, and is not sent behind them.
        Assert.Equal(BroadcastOutcome.Accepted, (await _host.Broadcaster.BroadcastAsync(1, 10_000, "queued", revision: 1)).Outcome);
        Assert.Equal(Passed + Copies.MostInFlight, Copied().Count);

        // One that is deferred meanwhile goes before further copies.
        Assert.Equal(BroadcastOutcome.Deferred, (await _host.Broadcaster.BroadcastAsync(1, 20_000, "queued", revision: 1)).Outcome);
        fails = false;
        _copiesMayPass.Release(Accepted);
        await Eventually.TrueAsync(() => Copied().Count == Accepted, "all copies are sent");
        var given = Transport.Given.Skip(Accepted).Select(static append => (Submission: append.Entry.Submission.ToString(), append.Origin)).ToList();
        var failed = given.FindIndex(static append => append.Submission == "20000");
        var sent = given.FindIndex(failed + 1, static append => append.Submission == "20000");
        Assert.InRange(sent - failed, 1, Copies.MostInFlight + 1);
        Assert.Equal(Accepted + 3, given.Count);
    }

    [Fact]
    public async Task Everything_deferred_goes_before_the_first_copy()
    {
        for (var submission = 0; submission < 100; submission++) await _host.Broadcaster.BroadcastAsync(1, submission, "queued", revision: 1);
        Transport.IsDown = true;
        for (var submission = 100; submission < 150; submission++) await _host.Broadcaster.BroadcastAsync(1, submission, "queued", revision: 1);
        var before = Transport.Appends;
        Transport.IsDown = false;
        Transport.RaiseRestored();
        await Eventually.TrueAsync(() => Copied().Count >= 100, "the copies are sent");

        var firstCopy = Transport.Given.Skip(before).TakeWhile(static append => append.Origin is null).Count();
        Assert.True(firstCopy >= 50 - (before - 150), $"a copy was sent after {firstCopy} of the deferred updates");
        Assert.Equal(150, (await ReadLogAsync()).Count);
    }

    [Fact]
    public async Task A_copy_gives_way_to_a_newer_update_of_its_submission()
    {
        await _host.Broadcaster.BroadcastAsync(1, 1, "queued", revision: 1);
        await _host.Broadcaster.BroadcastAsync(1, 2, "queued", revision: 1);
        var newerMayPass = new TaskCompletionSource();
        Transport.BeforeAppend = async (_, origin, cancellationToken) =>
        {
            if (origin is null) await newerMayPass.Task.WaitAsync(cancellationToken);
        };
        var newer = _host.Broadcaster.BroadcastAsync(1, 1, "accepted", revision: 2).AsTask();
        Transport.RaiseRestored();
        await Eventually.TrueAsync(() => Copied().Count == 1, "the other submission's copy is sent");
        newerMayPass.SetResult();
        await newer;
        Transport.RaiseRestored();
        await Eventually.TrueAsync(() => CopiesOf("1").Any(static entry => entry.Revision == 2), "the newer one's copy is sent");

        Assert.DoesNotContain(CopiesOf("1"), static entry => entry.Revision == 1);
    }

    [Fact]
    public async Task A_second_restoration_while_copies_go_starts_over_and_never_are_two_resends_under_way()
    {
        for (var submission = 0; submission < 300; submission++) await _host.Broadcaster.BroadcastAsync(1, submission, "queued", revision: 1);
        Transport.BeforeAppend = async (_, _, cancellationToken) => await _copiesMayPass.WaitAsync(cancellationToken);
        Transport.RaiseRestored();
        _copiesMayPass.Release(100);
        await Eventually.TrueAsync(() => Copied().Count == 100 + Copies.MostInFlight, "as many copies are under way as may be");
        Transport.RaiseRestored();
        _copiesMayPass.Release(100_000);
        await Eventually.TrueAsync(() => Copied().Count >= 300 + 100 + Copies.MostInFlight, "all copies are sent, from the first one on");
        await _host.Broadcaster.BroadcastAsync(1, 1, "accepted", revision: 2);

        Assert.InRange(Copied().Count, 300 + 100 + Copies.MostInFlight, 300 + 100 + Copies.MostInFlight + 1);
        Assert.Equal(Copies.MostInFlight, Transport.MostUnderWay);
        Assert.Equal(2, _host.LogLines.Count(static line => line.Contains("are sent again", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_copy_that_fails_is_tried_again_and_does_not_flood_a_transport_that_is_down()
    {
        for (var submission = 0; submission < 1000; submission++) await _host.Broadcaster.BroadcastAsync(1, submission, "queued", revision: 1);
        Transport.IsDown = true;
        Transport.RaiseRestored();
        await Eventually.TrueAsync(() => Copied().Count >= 3, "three tries were made");

        Assert.InRange(Copied().Count, 3, 20);
        Transport.IsDown = false;
        await Eventually.TrueAsync(() => Copied().Distinct().Count() == 1000, "all copies are sent");
    }

    private List<string> Copied() => [.. Transport.Given.Where(static append => append.Origin is not null).Select(static append => append.Entry.Submission.ToString())];

    private List<SubmissionEntry> CopiesOf(string submission) =>
        [.. Transport.Given.Where(append => append.Origin is not null && append.Entry.Submission.ToString() == submission).Select(static append => append.Entry)];

    private async Task<IReadOnlyList<LogEntry>> ReadLogAsync() => (await Transport.Inner.ReadAsync(CoreHost.Group, default, 1000, default)).Entries;
}
