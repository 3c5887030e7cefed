using System.Diagnostics.Metrics;
using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;
using LiveSubmissions.Telemetry;
using LiveSubmissions.Tests.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Tests.Feed;

public sealed class FeedLoopTests : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly CountingTime _time = new();
    private readonly MeterFactory _meters = new();
    private readonly Measurements _measured;
    private readonly FakeLogger<SubmissionFeed> _logger = new();
    private readonly FeedLog _messages;
    private int _advanced;
    private int _done;

    public FeedLoopTests()
    {
        _measured = new Measurements(instrument => ReferenceEquals(instrument.Meter.Scope, _meters));
        _messages = new FeedLog(_logger, new TraceLog(_time), new LiveSubmissionsMeter(_meters), _time);
    }

    public void Dispose()
    {
        _measured.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task An_action_that_throws_every_time_is_counted_and_done_again_after_each_pause()
    {
        await using var loop = Loop(static () => Pause, () => throw new InvalidOperationException("Broken."));
        loop.EnsureStarted();

        await UntilAsync(() => _done == 12, Pause);

        Assert.True(_done <= _advanced, $"Done {_done} times in {_advanced} pauses.");
        await Eventually.TrueAsync(() => _measured["live_submissions.failures test"] == 12, "each failure is counted");
        var first = _logger.Collector.GetSnapshot()[0];
        Assert.Equal((4010, LogLevel.Error), (first.Id.Id, first.Level));
        Assert.IsType<InvalidOperationException>(first.Exception);
        Assert.Contains("(test)", first.Message, StringComparison.Ordinal);

        // 22 s have passed since the first of them: two more lines, which count those that had none.
        Assert.Equal([4010, 4011, 4011], _logger.Collector.GetSnapshot().Select(static line => line.Id.Id));
        Assert.Contains("5 times more", _logger.Collector.GetSnapshot()[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_of_another_kind_is_said_at_once()
    {
        await using var loop = Loop(static () => Pause, () => throw (_done % 2 == 0 ? new InvalidOperationException("One.") : new FormatException("Two.")));
        loop.EnsureStarted();

        await UntilAsync(() => _done == 4, Pause);

        await Eventually.TrueAsync(() => _measured["live_submissions.failures test"] == 4, "each failure is counted");
        Assert.Equal([4010, 4010], _logger.Collector.GetSnapshot().Select(static line => line.Id.Id));
    }

    [Fact]
    public async Task A_pause_that_throws_is_counted_and_the_loop_goes_on_without_spinning()
    {
        await using var loop = Loop(static () => throw new InvalidOperationException("No pause."), static () => { });
        loop.EnsureStarted();

        await UntilAsync(() => _done == 5, TimeSpan.FromSeconds(1));

        Assert.True(_done <= _advanced, $"Done {_done} times in {_advanced} s.");
        Assert.True(_measured["live_submissions.failures test"] >= 5);
    }

    [Fact]
    public async Task A_pause_that_cannot_be_is_one_that_throws()
    {
        await using var loop = Loop(static () => TimeSpan.FromDays(-1), static () => { });
        loop.EnsureStarted();

        await UntilAsync(() => _done == 3, TimeSpan.FromSeconds(1));

        Assert.True(_done <= _advanced, $"Done {_done} times in {_advanced} s.");
    }

    [Fact]
    public async Task A_cancellation_of_something_else_does_not_end_it()
    {
        await using var loop = Loop(static () => Pause, static () => throw new OperationCanceledException());
        loop.EnsureStarted();

        await UntilAsync(() => _done == 3, Pause);
    }

    [Fact]
    public async Task Who_collects_and_logs_failures_may_throw_too()
    {
        using var collector = new MeterListener();
        collector.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, _meters)) self.EnableMeasurementEvents(instrument);
        };
        collector.SetMeasurementEventCallback<long>(static (_, _, _, _) => throw new InvalidOperationException("The collector is broken."));
        collector.Start();
        var messages = new FeedLog(new BrokenLogger(), new TraceLog(_time), new LiveSubmissionsMeter(_meters), _time);
        await using var loop = Loop(static () => Pause, static () => throw new InvalidOperationException("Broken."), messages);
        loop.EnsureStarted();

        await UntilAsync(() => _done == 3, Pause);
    }

    private FeedLoop Loop(Func<TimeSpan> pause, Action action, FeedLog? messages = null) => new("test", pause, _time, messages ?? _messages, _ =>
    {
        Interlocked.Increment(ref _done);
        action();
        return Task.CompletedTask;
    });

    /// <summary>One pause at a time, and each only once the loop waits for it.</summary>
    private Task UntilAsync(Func<bool> condition, TimeSpan pause) => Eventually.TrueAsync(
        () =>
        {
            if (condition()) return true;
            if (_time.Timers == _advanced) return false;
            _advanced++;
            _time.Advance(pause);
            return false;
        },
        "it goes on");

    private sealed class CountingTime : FakeTimeProvider
    {
        private int _timers;

        public int Timers => Volatile.Read(ref _timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _timers);
            return timer;
        }
    }

    private sealed class BrokenLogger : ILogger<SubmissionFeed>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("The logger is broken.");
    }
}
