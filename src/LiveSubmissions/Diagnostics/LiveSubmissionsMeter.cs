using System.Diagnostics.Metrics;

namespace LiveSubmissions.Diagnostics;

/// <summary>The library's metrics, all under one name; docs/operations.md lists them and says what to alert on.</summary>
internal sealed class LiveSubmissionsMeter : IDisposable
{
    public const string Name = "LiveSubmissions";

    private readonly Meter _meter;
    private readonly Counter<long> _broadcasts;
    private readonly Histogram<double> _appends;
    private readonly Histogram<double> _lag;
    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _conflated;
    private readonly Counter<long> _resyncs;
    private readonly Counter<long> _catchUps;
    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _failures;

    /// <param name="factory">The host's, which tells its metrics from another host's in the same process; a bare service collection has none.</param>
    public LiveSubmissionsMeter(IMeterFactory? factory)
    {
        _meter = factory?.Create(Name) ?? new Meter(Name);
        _broadcasts = _meter.CreateCounter<long>("live_submissions.broadcasts", "{broadcast}", "Broadcasts, by outcome.");
        _appends = _meter.CreateHistogram<double>("live_submissions.append.duration", "s", "How long an append took, its retries included.");
        _lag = _meter.CreateHistogram<double>("live_submissions.delivery.lag", "s", "From the log's accepting an update to its being given to the clients of this node, by both clocks.");
        _deliveries = _meter.CreateCounter<long>("live_submissions.deliveries", "{update}", "Updates given to clients: each update once for each client.");
        _conflated = _meter.CreateCounter<long>("live_submissions.conflated", "{update}", "Updates that were superseded before a client read them.");
        _resyncs = _meter.CreateCounter<long>("live_submissions.resyncs", "{resync}", "Clients that were told to resync, by reason.");
        _catchUps = _meter.CreateCounter<long>("live_submissions.catch_ups", "{client}", "Clients that came with a position.");
        _connections = _meter.CreateUpDownCounter<long>("live_submissions.connections", "{connection}", "Clients that are connected, by face.");
        _failures = _meter.CreateCounter<long>("live_submissions.failures", "{failure}", "What threw in the background and goes on, by where.");
    }

    public void Broadcasted(BroadcastOutcome outcome)
    {
        if (_broadcasts.Enabled) _broadcasts.Add(1, new KeyValuePair<string, object?>("live_submissions.outcome", LiveSubmissionsTracing.Name(outcome)));
    }

    public void Appended(TimeSpan took) => _appends.Record(took.TotalSeconds);

    public void Delivered(int updates, int conflated)
    {
        if (updates > 0) _deliveries.Add(updates);
        if (conflated > 0) _conflated.Add(conflated);
    }

    public void Lagged(TimeSpan lag) => _lag.Record(Math.Max(0, lag.TotalSeconds));

    public void Resynced(ResyncReason reason)
    {
        if (_resyncs.Enabled) _resyncs.Add(1, new KeyValuePair<string, object?>("live_submissions.reason", reason.ToString().ToLowerInvariant()));
    }

    public void CaughtUp() => _catchUps.Add(1);

    public void Connected(string face, int change) => _connections.Add(change, new KeyValuePair<string, object?>("live_submissions.face", face));

    /// <summary>Something in the background threw, and goes on.</summary>
    public void Failed(string where) => _failures.Add(1, new KeyValuePair<string, object?>("live_submissions.where", where));

    /// <summary>Has the number of submissions whose newest update is deferred asked for whenever somebody collects.</summary>
    public void ObserveOutbox(Func<int> depth) => _meter.CreateObservableGauge(
        "live_submissions.outbox.depth", depth, "{submission}", "Submissions whose newest update waits for the transport to come back.");

    /// <summary>Has the number of followed groups, and of those that may be behind, asked for whenever somebody collects.</summary>
    public void ObserveMirrors(Func<int> followed, Func<int> unverified)
    {
        _meter.CreateObservableGauge("live_submissions.mirrors", followed, "{group}", "Groups that this node follows.");
        _meter.CreateObservableGauge(
            "live_submissions.mirrors.unverified", unverified, "{group}", "Followed groups that were not found equal to their logs within the re-check interval.");
    }

    public void Dispose() => _meter.Dispose();
}
