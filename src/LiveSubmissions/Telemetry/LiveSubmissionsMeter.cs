using System.Diagnostics.Metrics;

namespace LiveSubmissions.Telemetry;

/// <summary>
/// The metrics of the library, all in one meter. docs/operations.md lists them and says what to alert on. If a listener throws, only that measurement is lost.
/// </summary>
internal sealed class LiveSubmissionsMeter : IDisposable
{
    public const string Name = "LiveSubmissions";

    private readonly Meter _meter;
    private readonly Counter<long>? _broadcasts;
    private readonly Histogram<double>? _appends;
    private readonly Histogram<double>? _lag;
    private readonly Counter<long>? _deliveries;
    private readonly Counter<long>? _conflated;
    private readonly Counter<long>? _resyncs;
    private readonly Counter<long>? _catchUps;
    private readonly Counter<long>? _failures;

    /// <param name="factory">
    /// The host's factory, which keeps the metrics of several hosts in one process apart; <see langword="null"/> if the service collection has none.
    /// </param>
    public LiveSubmissionsMeter(IMeterFactory? factory)
    {
        _meter = factory?.Create(Name) ?? new Meter(Name);
        _broadcasts = Try(() => _meter.CreateCounter<long>("live_submissions.broadcasts", "{broadcast}", "Broadcasts, by outcome."));
        _appends = Try(() => _meter.CreateHistogram<double>("live_submissions.append.duration", "s", "How long an append took, its retries included."));
        _lag = Try(() => _meter.CreateHistogram<double>("live_submissions.delivery.lag", "s", "The time from the log's acceptance of an update to its delivery to this node's clients, by the clocks of both."));
        _deliveries = Try(() => _meter.CreateCounter<long>("live_submissions.deliveries", "{update}", "Updates given to clients: each update once for each client."));
        _conflated = Try(() => _meter.CreateCounter<long>("live_submissions.conflated", "{update}", "Updates that were superseded before a client read them."));
        _resyncs = Try(() => _meter.CreateCounter<long>("live_submissions.resyncs", "{resync}", "Clients that were told to resync, by reason."));
        _catchUps = Try(() => _meter.CreateCounter<long>("live_submissions.catch_ups", "{client}", "Clients that came with a position."));
        _failures = Try(() => _meter.CreateCounter<long>("live_submissions.failures", "{failure}", "Failures of background work that continues, by where."));
    }

    public void Broadcasted(BroadcastOutcome outcome)
    {
        if (_broadcasts?.Enabled == true) Add(_broadcasts, 1, new("live_submissions.outcome", LiveSubmissionsTracing.Name(outcome)));
    }

    public void Appended(TimeSpan took) => Record(_appends, took.TotalSeconds);

    public void Delivered(int updates, int conflated)
    {
        if (updates > 0) Add(_deliveries, updates);
        if (conflated > 0) Add(_conflated, conflated);
    }

    public void Lagged(TimeSpan lag) => Record(_lag, Math.Max(0, lag.TotalSeconds));

    public void Resynced(string reason)
    {
        if (_resyncs?.Enabled == true) Add(_resyncs, 1, new("live_submissions.reason", reason));
    }

    public void CaughtUp() => Add(_catchUps, 1);

    /// <summary>Counts an exception of background work that continues.</summary>
    public void Failed(string where)
    {
        if (_failures is not null) Add(_failures, 1, new("live_submissions.where", where));
    }

    /// <summary>
    /// Adds a gauge for the number of submissions whose newest update is deferred. <paramref name="depth"/> is called at each collection of the metrics.
    /// </summary>
    public void ObserveOutbox(Func<int> depth) => Try(() => _meter.CreateObservableGauge(
        "live_submissions.outbox.depth", depth, "{submission}", "Submissions whose newest update waits for the transport to come back."));

    /// <summary>
    /// Adds gauges for the number of followed groups and of those that may be behind. Both functions are called at each collection of the metrics.
    /// </summary>
    public void ObserveMirrors(Func<int> followed, Func<int> unverified)
    {
        Try(() => _meter.CreateObservableGauge("live_submissions.mirrors", followed, "{group}", "Groups that this node follows."));
        Try(() => _meter.CreateObservableGauge(
            "live_submissions.mirrors.unverified", unverified, "{group}", "Followed groups that were not found equal to their logs within the re-check interval."));
    }

    public void Dispose() => Try(() =>
    {
        _meter.Dispose();
        return _meter;
    });

    private static void Add(Counter<long>? counter, long count)
    {
        try
        {
            counter?.Add(count);
        }
        catch (Exception)
        {
            // A listener threw; the measurement is lost.
        }
    }

    private static void Add(Counter<long> counter, long count, KeyValuePair<string, object?> tag)
    {
        try
        {
            counter.Add(count, tag);
        }
        catch (Exception)
        {
            // A listener threw; the measurement is lost.
        }
    }

    private static void Record(Histogram<double>? histogram, double value)
    {
        try
        {
            histogram?.Record(value);
        }
        catch (Exception)
        {
            // A listener threw; the measurement is lost.
        }
    }

    /// <summary>
    /// Makes an instrument, or returns <see langword="null"/> if that throws. .NET tells each listener about a new instrument, and a listener may throw; the
    /// library then goes on without this instrument.
    /// </summary>
    private static T? Try<T>(Func<T> act)
        where T : class
    {
        try
        {
            return act();
        }
        catch (Exception)
        {
            return null;
        }
    }
}
