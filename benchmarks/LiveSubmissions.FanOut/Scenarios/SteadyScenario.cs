using LiveSubmissions.FanOut.Clients;
using LiveSubmissions.FanOut.Processes;

namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>Steady traffic: what a delivery costs, and how long it takes.</summary>
/// <param name="name">As the options name it.</param>
/// <param name="title">What happens.</param>
/// <param name="load">How much of it.</param>
/// <param name="subjects">For whom.</param>
internal sealed class SteadyScenario(string name, string title, SteadyLoad load, IReadOnlyList<Subject> subjects) : IScenario
{
    public string Name => name;

    public string Title => title;

    public IReadOnlyList<Metric> Metrics { get; } =
    [
        Metric.Cpu, Metric.Median, Metric.P99, Metric.P999, Metric.DeliveriesPerSecond,
        Metric.ServerCores, Metric.ClientCores, Metric.PublisherCores, Metric.RedisCores, Metric.Behind,
        Metric.Lost, Metric.Duplicates, Metric.Backwards, Metric.Ended,
    ];

    public IReadOnlyList<Subject> Subjects => subjects;

    public async Task<Sample> RunAsync(Subject subject, RunSettings settings, RedisServer redis)
    {
        await using var stand = await Stand.StartAsync(subject, settings, redis);
        await stand.OpenAsync(load.Open);
        await stand.PublishAsync(load.WarmUpUpdates);
        await Usages.RestAsync(stand);
        return await MeasureAsync(stand, load, load.FirstCounted);
    }

    /// <summary>Sends the updates that count, and samples from the first to the last delivery.</summary>
    /// <param name="stand">Where.</param>
    /// <param name="load">How much.</param>
    /// <param name="from">The running number of the first of them.</param>
    public static async Task<Sample> MeasureAsync(Stand stand, SteadyLoad load, int from)
    {
        await stand.TellAsync(new ClientOrder { Do = ClientAction.Count, From = from });
        var before = Usages.From(stand);
        var published = await stand.PublishAsync(load.CountedUpdates);
        var report = await stand.TellAsync(new ClientOrder { Do = ClientAction.Await, Expected = load.Deliveries, Deadline = 30 });
        var after = Usages.From(stand);

        var sample = Samples.From(report, load.Deliveries);
        sample[Metric.Cpu] = (after.Server.CpuSeconds - before.Server.CpuSeconds) / report.Distinct * 1e6;
        sample[Metric.Behind] = published.Behind * 1e3;
        after.AddCores(sample, before);
        return sample;
    }
}
