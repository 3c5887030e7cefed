using LiveSubmissions.FanOut.Clients;
using LiveSubmissions.FanOut.Processes;
using LiveSubmissions.FanOut.Publishing;
using LiveSubmissions.FanOut.Reporting;

namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>Many updates at once to many clients, as at the end of a contest: how fast all are served.</summary>
internal sealed class BurstScenario(int clients, int updates, int warmUps, int bursts) : IScenario
{
    public string Name => "S2";

    public string Title => $"a burst of {updates:#,0} updates at once to {clients:#,0} clients in one group, the median of {bursts} bursts";

    public IReadOnlyList<Metric> Metrics { get; } =
    [
        Metric.BurstRate, Metric.Cpu, Metric.Median, Metric.P99, Metric.ServerCores, Metric.ClientCores,
        Metric.Lost, Metric.Duplicates, Metric.Backwards, Metric.Ended,
    ];

    public IReadOnlyList<Subject> Subjects => Subject.All;

    public async Task<Sample> RunAsync(Subject subject, RunSettings settings, RedisServer redis)
    {
        await using var stand = await Stand.StartAsync(subject, settings, redis);
        await stand.OpenAsync(new ClientOrder { Do = ClientAction.Open, Clients = clients, PauseMilliseconds = ClientOrder.ShortestPause });
        for (var i = 0; i < warmUps; i++) await BurstAsync(stand, i);
        var samples = new List<Sample>();
        for (var i = 0; i < bursts; i++) samples.Add(await BurstAsync(stand, warmUps + i));

        var median = Medians.From(samples);
        foreach (var metric in (Metric[])[Metric.Lost, Metric.Duplicates, Metric.Backwards]) median[metric] = samples.Sum(sample => sample[metric]);
        return median;
    }

    private async Task<Sample> BurstAsync(Stand stand, int index)
    {
        await Usages.RestAsync(stand);
        await stand.TellAsync(new ClientOrder { Do = ClientAction.Count, From = (long)index * updates });
        var before = Usages.From(stand);
        await stand.PublishAsync(new PublishOrder { Updates = updates });
        var expected = (long)clients * updates;
        var report = await stand.TellAsync(new ClientOrder { Do = ClientAction.Await, Expected = expected, Deadline = 30 });
        var after = Usages.From(stand);

        var sample = Samples.From(report, expected);
        sample[Metric.Cpu] = (after.Server.CpuSeconds - before.Server.CpuSeconds) / report.Distinct * 1e6;
        after.AddCores(sample, before);
        return sample;
    }
}
