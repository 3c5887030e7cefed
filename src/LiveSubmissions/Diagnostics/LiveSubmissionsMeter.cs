using System.Diagnostics.Metrics;

namespace LiveSubmissions.Diagnostics;

/// <summary>The library's metrics, all under one name.</summary>
/// <param name="factory">The host's, which tells its metrics from another host's in the same process; a bare service collection has none.</param>
internal sealed class LiveSubmissionsMeter(IMeterFactory? factory) : IDisposable
{
    public const string Name = "LiveSubmissions";

    private readonly Meter _meter = factory?.Create(Name) ?? new Meter(Name);

    /// <summary>Has the number of submissions whose newest update is deferred asked for whenever somebody collects.</summary>
    public void ObserveOutbox(Func<int> depth) => _meter.CreateObservableGauge(
        "live_submissions.outbox.depth", depth, "{submission}", "Submissions whose newest update waits for the transport to come back.");

    public void Dispose() => _meter.Dispose();
}
