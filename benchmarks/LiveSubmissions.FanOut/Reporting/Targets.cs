using LiveSubmissions.FanOut.Scenarios;

namespace LiveSubmissions.FanOut.Reporting;

internal static class Targets
{
    public static IReadOnlyList<Target> All { get; } =
    [
        Target.Ratio("S1", "CPU per delivery", Metric.Cpu, 0.75, 0.55),
        Target.Ratio("S1", "p99", Metric.P99, 0.5, 0.4),
        Target.Ratio("S2", "deliveries/s", Metric.BurstRate, 4, 4, isLeast: true),
        Target.Ratio("S3", "CPU per delivery", Metric.Cpu, 0.6, 0.5),
        Target.Ratio("S3", "p99", Metric.P99, 1.3, 1),
        Target.Ratio("S4", "memory per idle connection", Metric.IdleMemory, 0.5, 0.45),
        Target.Value("S5", "p99 of those that read, ms", Metric.P99, 10),
        new("S5", "p99 of those that read, ÷ the same with none stalled", 1.5, IsLeast: false, 1.5, static (ours, _) => ours[Metric.P99] / ours[Metric.P99AllRead]),
        Target.Value("S5", "cut for being slow", Metric.Ended, 0),
        Target.Value("S5", "memory for the stalled, process and kernel, MiB", Metric.StalledMemory, 16, 8),
        Target.Value("S6", "all right after the last connect, ms", Metric.Return, 3000),
        Target.Value("S6", "Redis reads", Metric.ReturnReads, 1),
        new("appends", "through the broadcaster, ÷ bare script, where it is worst", 0.7, IsLeast: true, 0.7, static (ours, _) => AppendsScenario.WorstRatio(ours)),
    ];
}
