using LiveSubmissions.FanOut.Clients;
using LiveSubmissions.FanOut.Processes;

namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>Some clients never read: what the others notice, what the stalled ones cost, and whether they arrive once they read on.</summary>
/// <param name="load">The traffic, all clients included.</param>
/// <param name="stalled">How many of them stop reading.</param>
/// <param name="subjects">For whom.</param>
internal sealed class StalledScenario(SteadyLoad load, int stalled, IReadOnlyList<Subject> subjects) : IScenario
{
    public string Name => "S5";

    public string Title =>
        $"{load.Clients} clients in one group, {load.Rate:#,0} updates/s of {load.Padding:#,0} bytes; first all read, then {stalled} never do";

    public IReadOnlyList<Metric> Metrics { get; } =
    [
        Metric.P99AllRead, Metric.Median, Metric.P99, Metric.P999, Metric.StalledProcess, Metric.StalledKernel, Metric.StalledMemory,
        Metric.Ended, Metric.Arrived, Metric.Cpu, Metric.ClientCores, Metric.Lost, Metric.Duplicates, Metric.Backwards,
    ];

    public IReadOnlyList<Subject> Subjects => subjects;

    public async Task<Sample> RunAsync(Subject subject, RunSettings settings, RedisServer redis)
    {
        await using var stand = await Stand.StartAsync(subject, settings, redis);
        await stand.OpenAsync(load.Open);
        await stand.PublishAsync(load.WarmUpUpdates);
        var allRead = await SteadyScenario.MeasureAsync(stand, load, load.FirstCounted);
        var before = MemoryUse.From(stand.Server);

        await stand.TellAsync(new ClientOrder { Do = ClientAction.Drop, Clients = stalled });
        await stand.OpenAsync(load.Open with { Clients = stalled, Stall = true });
        var next = load.FirstCounted + load.CountedUpdates.Updates;
        var sample = await SteadyScenario.MeasureAsync(stand, load with { Clients = load.Clients - stalled }, next);
        var after = MemoryUse.From(stand.Server);

        sample[Metric.P99AllRead] = allRead[Metric.P99];
        sample[Metric.Lost] += allRead[Metric.Lost];
        sample[Metric.StalledProcess] = MebibytesMore(before.Process, after.Process);
        sample[Metric.StalledKernel] = MebibytesMore(before.Kernel, after.Kernel);
        sample[Metric.StalledMemory] = sample[Metric.StalledProcess] + sample[Metric.StalledKernel];
        await ResumeAsync(stand, sample, next + load.CountedUpdates.Updates - 1);
        return sample;
    }

    /// <summary>Whoever reads on ends with the newest state.</summary>
    private static async Task ResumeAsync(Stand stand, Sample sample, int newest)
    {
        var report = await stand.TellAsync(new ClientOrder { Do = ClientAction.Resume, From = newest, Deadline = 10 });
        sample[Metric.Arrived] = report.Done ? 1 : 0;
        sample[Metric.Ended] = report.Ended;
        sample[Metric.Duplicates] = report.Duplicates;
        sample[Metric.Backwards] = report.Backwards;
    }

    private static double MebibytesMore(long before, long after) => (after - before) / (1024.0 * 1024);
}
