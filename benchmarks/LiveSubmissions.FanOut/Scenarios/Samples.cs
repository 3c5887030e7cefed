using LiveSubmissions.FanOut.Clients;

namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>Makes a sample of what the clients report.</summary>
internal static class Samples
{
    public static Sample From(ClientReport report, long expected) => new()
    {
        [Metric.Median] = report.Median,
        [Metric.P99] = report.P99,
        [Metric.P999] = report.P999,
        [Metric.DeliveriesPerSecond] = report.Distinct / report.Span * 1e3,
        [Metric.Lost] = expected - report.Distinct,
        [Metric.Duplicates] = report.Duplicates,
        [Metric.Backwards] = report.Backwards,
        [Metric.Ended] = report.Ended,
    };
}
