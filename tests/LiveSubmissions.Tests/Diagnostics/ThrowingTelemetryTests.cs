using System.Diagnostics;
using System.Diagnostics.Metrics;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;
using LiveSubmissions.Telemetry;
using LiveSubmissions.Tests.Feed;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.Tests.Diagnostics;

/// <summary>A logger, a meter's or an activity's listener that throws costs its line, figure or span, and changes nothing of an update.</summary>
public sealed class ThrowingTelemetryTests
{
    /// <summary>Whether listeners throw in this flow: they are the whole process's, and other tests run beside this one.</summary>
    private static readonly AsyncLocal<bool> Throws = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_log_provider_that_throws_changes_no_outcome_and_keeps_no_update_from_its_followers(bool alsoWhenAsked)
    {
        await using var services = Services(logging => logging.AddProvider(new ThrowingProvider(alsoWhenAsked)).SetMinimumLevel(LogLevel.Trace));

        await AssertDeliversAsync(services);
    }

    [Fact]
    public async Task A_meter_listener_that_throws_changes_no_outcome_and_keeps_no_update_from_its_followers()
    {
        await using var services = Services();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var listener = ListenTo(meters, throwsWhenPublished: false);

        await AssertDeliversAsync(services);
    }

    [Fact]
    public async Task A_meter_listener_that_throws_at_each_instrument_costs_the_instruments_alone()
    {
        await using var services = Services();
        using var listener = ListenTo(services.GetRequiredService<IMeterFactory>(), throwsWhenPublished: true);

        await AssertDeliversAsync(services);
    }

    [Theory]
    [InlineData("sample")]
    [InlineData("start")]
    [InlineData("stop")]
    public async Task An_activity_listener_that_throws_changes_no_outcome_and_the_callers_activity_stays_the_current_one(string when)
    {
        using var listener = ListenToActivities(when);
        using var callers = new Activity("the caller's").Start();
        await using var services = Services();
        Throws.Value = true;

        await AssertDeliversAsync(services);

        Assert.Same(callers, Activity.Current);
    }

    [Theory]
    [InlineData("sample")]
    [InlineData("start")]
    [InlineData("stop")]
    public void A_span_whose_listener_throws_leaves_no_activity_behind_in_a_node_or_a_broadcast(string when)
    {
        using var listener = ListenToActivities(when);
        using var callers = new Activity("the caller's").Start();
        var given = Entries.State(42);
        var entry = new SubmissionEntry
        {
            Problem = given.Problem,
            Submission = given.Submission,
            Status = given.Status,
            Operation = given.Operation,
            Json = given.Json,
            PlainLength = given.PlainLength,
            TraceParent = callers.Id,
        };
        Throws.Value = true;

        LiveSubmissionsTracing.Received(CoreHost.Group, entry);
        Assert.Same(callers, Activity.Current);

        var activity = LiveSubmissionsTracing.StartBroadcast(new SubmissionUpdate { ProblemId = 1, SubmissionId = 42, Status = "accepted" });
        Assert.Equal(when == "stop", activity is not null);
        LiveSubmissionsTracing.End(activity, BroadcastOutcome.Accepted);
        Assert.Same(callers, Activity.Current);
    }

    private static async Task AssertDeliversAsync(ServiceProvider services)
    {
        var broadcaster = services.GetRequiredService<ISubmissionBroadcaster>();
        var transport = (FaultyTransport)services.GetRequiredService<ISubmissionTransport>();
        await using var cursor = await services.GetRequiredService<ISubmissionFeed>().SubscribeAsync(CoreHost.Group);

        var accepted = await broadcaster.BroadcastAsync(1, 42, "accepted", revision: 7, progress: 2);
        var refused = await broadcaster.BroadcastAsync(1, 42, "evaluating", revision: 6);
        var skipped = await broadcaster.BroadcastAsync(default, 42, "accepted");
        Assert.Equal(["42=accepted"], await cursor.ReadUntilAsync("42=accepted"));
        transport.IsDown = true;
        var deferred = await broadcaster.BroadcastAsync(1, 43, "queued");
        transport.IsDown = false;
        transport.RaiseRestored();
        await cursor.ReadUntilAsync("43=queued");
        await broadcaster.BroadcastAsync(1, 44, "accepted");
        await cursor.ReadUntilAsync("44=accepted");

        Assert.Equal(
            [BroadcastOutcome.Accepted, BroadcastOutcome.Refused, BroadcastOutcome.Skipped, BroadcastOutcome.Deferred],
            [accepted.Outcome, refused.Outcome, skipped.Outcome, deferred.Outcome]);
        Assert.Contains("the progress 2 was sent as 1", accepted.LeftOut, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(Action<ILoggingBuilder>? logging = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IMeterFactory, MeterFactory>();
        services.AddLogging(logging ?? (_ => { }));
        services.AddSingleton<ISubmissionTransport>(new FaultyTransport(NodeHost.NewTransport()));
        services.AddLiveSubmissions();
        return services.BuildServiceProvider();
    }

    private static MeterListener ListenTo(IMeterFactory meters, bool throwsWhenPublished)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (!ReferenceEquals(instrument.Meter.Scope, meters)) return;
                if (throwsWhenPublished) throw new InvalidOperationException("an instrument was published");
                listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("measured"));
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => throw new InvalidOperationException("measured"));
        listener.Start();
        return listener;
    }

    private static ActivityListener ListenToActivities(string throwsAt)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == LiveSubmissionsTracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
            {
                ThrowIf("sample");
                return Throws.Value ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None;
            },
            ActivityStarted = _ => ThrowIf("start"),
            ActivityStopped = _ => ThrowIf("stop"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;

        void ThrowIf(string at)
        {
            if (Throws.Value && at == throwsAt) throw new InvalidOperationException(at);
        }
    }

    private sealed class ThrowingProvider(bool alsoWhenAsked) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => alsoWhenAsked ? throw new InvalidOperationException("asked") : true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("the disk is full");

        public void Dispose()
        {
        }
    }
}
