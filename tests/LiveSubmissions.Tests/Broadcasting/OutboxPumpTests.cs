using LiveSubmissions.Broadcasting;
using LiveSubmissions.Contracts;
using LiveSubmissions.Tests.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.Tests.Broadcasting;

/// <summary>What was deferred goes out when the transport is back: many at once, each submission's own in their order, and nothing ends the loop.</summary>
public sealed class OutboxPumpTests
{
    [Fact]
    public async Task Many_deferred_updates_are_under_way_at_once_and_no_more_than_the_bound()
    {
        await using var host = NewHost();
        host.Transport.IsDown = true;
        for (var submission = 0; submission < 2000; submission++) await host.Broadcaster.BroadcastAsync(1, submission, "queued");
        var mayPass = new SemaphoreSlim(0);
        host.Transport.BeforeAppend = async (_, _, cancellationToken) => await mayPass.WaitAsync(cancellationToken);
        host.Transport.IsDown = false;
        host.Transport.RaiseRestored();
        mayPass.Release(1000);
        await Eventually.TrueAsync(() => host.Transport.MostUnderWay == OutboxPump.MostInFlight, "as many are under way as may be");
        mayPass.Release(10_000);
        await Eventually.TrueAsync(() => host.OutboxGauge() == 0, "all are sent");

        Assert.Equal(OutboxPump.MostInFlight, host.Transport.MostUnderWay);
        Assert.Equal(2000, (await host.Transport.Inner.ReadAsync(CoreHost.Group, default, 10_000, default)).Entries.Count);
    }

    [Fact]
    public async Task They_begin_in_the_order_in_which_they_were_given()
    {
        await using var host = NewHost();
        host.Transport.IsDown = true;
        for (var submission = 0; submission < 500; submission++) await host.Broadcaster.BroadcastAsync(1, submission, "queued");
        host.Transport.IsDown = false;
        await Eventually.TrueAsync(() => host.OutboxGauge() == 0, "all are sent");

        var accepted = (await host.Transport.Inner.ReadAsync(CoreHost.Group, default, 10_000, default)).Entries;
        Assert.Equal(Enumerable.Range(0, 500).Select(static number => $"{number}"), accepted.Select(static entry => entry.State.Submission.ToString()));
    }

    [Fact]
    public async Task Of_one_submission_no_two_updates_are_under_way_and_none_overtakes_another()
    {
        await using var host = NewHost();
        var underWay = new HashSet<SubmissionId>();
        var seen = new Dictionary<SubmissionId, long>();
        var wrong = new List<string>();
        host.Transport.BeforeAppend = async (entry, _, _) =>
        {
            lock (underWay)
            {
                if (!underWay.Add(entry.Submission)) wrong.Add($"two of {entry.Submission} at once");
                if (seen.GetValueOrDefault(entry.Submission) > entry.Revision) wrong.Add($"{entry.Submission} went back to {entry.Revision}");
                seen[entry.Submission] = entry.Revision!.Value;
            }

            await Task.Yield();
            lock (underWay) underWay.Remove(entry.Submission);
        };
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async submission =>
        {
            for (var revision = 1; revision <= 40; revision++)
            {
                host.Transport.IsDown = revision % 8 < 4;
                await host.Broadcaster.BroadcastAsync(1, submission, "evaluating", revision: revision);
            }
        }));
        host.Transport.IsDown = false;
        await Eventually.TrueAsync(() => host.OutboxGauge() == 0, "all are sent");

        Assert.Empty(wrong);
        Assert.All(
            (await host.Transport.Inner.ReadAsync(CoreHost.Group, default, 1000, default)).Entries, static entry => Assert.Equal(40, entry.State.Revision));
    }

    [Fact]
    public async Task A_transport_that_is_down_is_asked_once_for_each_of_three_groups_in_a_try()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var host = new CoreHost(time: time);
        host.Transport.IsDown = true;
        for (var submission = 0; submission < 500; submission++) await host.Broadcaster.BroadcastAsync(submission % 5, submission, "queued");
        var before = host.Transport.Appends;
        var advanced = TimeSpan.Zero;
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(50));
                advanced += TimeSpan.FromMilliseconds(50);
                return host.Transport.Appends >= before + 12;
            },
            "four tries were made");

        // After 250 ms, and then twice as long each time.
        Assert.Equal(before + 12, host.Transport.Appends);
        Assert.True(advanced >= TimeSpan.FromSeconds(0.25 + 0.5 + 1 + 2), $"four tries within {advanced.TotalSeconds} s");
    }

    [Fact]
    public async Task Whatever_is_thrown_in_its_loop_is_counted_and_said_and_the_loop_goes_on()
    {
        var time = new BrokenClock();
        await using var host = new CoreHost(time: time);
        using var measured = new Measurements(instrument => ReferenceEquals(instrument.Meter.Scope, host.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()));
        host.Transport.IsDown = true;
        time.IsBroken = true;
        await host.Broadcaster.BroadcastAsync(1, 1, "accepted");
        await Eventually.TrueAsync(() => host.LogRecords.Any(static line => line.Id.Id == 1023), "the failure is said");
        Assert.True(measured["live_submissions.failures outbox"] >= 1);
        time.IsBroken = false;
        host.Transport.IsDown = false;

        await Eventually.TrueAsync(() => host.OutboxGauge() == 0, "the update is sent");
    }

    [Fact]
    public async Task A_logger_that_throws_holds_no_submission_up()
    {
        await using var host = new CoreHost(logger: new ThrowingLogger());
        host.Transport.IsDown = true;
        Assert.Equal(BroadcastOutcome.Deferred, await GiveAsync("queued"));
        host.Transport.IsDown = false;
        Assert.Equal(BroadcastOutcome.Accepted, await GiveAsync("evaluating"));
        Assert.Equal(BroadcastOutcome.Accepted, await GiveAsync("accepted"));
        await Eventually.TrueAsync(() => host.OutboxGauge() == 0, "nothing waits");

        async Task<BroadcastOutcome> GiveAsync(string status) => (await host.Broadcaster.BroadcastAsync(1, 1, status)).Outcome;
    }

    private static CoreHost NewHost() => new(static options => options.Broadcaster.OutboxRetryDelay = TimeSpan.FromMilliseconds(10));

    /// <summary>Fails the loop where nothing foresees it.</summary>
    private sealed class BrokenClock : TimeProvider
    {
        public bool IsBroken { get; set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            IsBroken && dueTime < TimeSpan.FromSeconds(5) ? throw new InvalidOperationException("The clock is broken.") : base.CreateTimer(callback, state, dueTime, period);
    }

    /// <summary>Takes the lines that a broadcast itself writes, and throws for those of its sending.</summary>
    private sealed class ThrowingLogger : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id is 1002 or 1005 or 1009 or 1012 or 1020) throw new InvalidOperationException("This logger is broken.");
        }

        public void Dispose()
        {
        }
    }
}
