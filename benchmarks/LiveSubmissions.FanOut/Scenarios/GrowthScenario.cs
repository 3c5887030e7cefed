using LiveSubmissions.FanOut.Processes;
using LiveSubmissions.FanOut.Publishing;

namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>The same deliveries a second to more and more clients, groups and retained submissions: what one delivery costs.</summary>
internal sealed class GrowthScenario : IScenario
{
    private const int PrefillRate = 5000;

    private static readonly Step[] Steps =
    [
        .. new[] { 100, 1000, 10_000 }.Select(static clients => new Step(
            $"{clients:#,0} clients", new SteadyLoad { Clients = clients, Groups = 1, Rate = 20_000.0 / clients, WarmUp = 3, Seconds = 6 })),
        .. new[] { 1, 100, 10_000 }.Select(static groups => new Step(
            groups == 1 ? "1 group" : $"{groups:#,0} groups", new SteadyLoad { Clients = groups, Groups = groups, Rate = 2000, WarmUp = 5, Seconds = 10 })),
        .. new[] { 10, 1000, 10_000 }.Select(static retained => new Step(
            $"{retained:#,0} retained",
            new SteadyLoad { Clients = 1000, Groups = 1, Rate = 20, WarmUp = 3, Seconds = 6, Submissions = retained, Retained = retained })),
    ];

    public string Name => "S7";

    public string Title =>
        "growth, server CPU s per million deliveries: clients of one group at 20,000 deliveries/s; groups of one client each at 2,000 deliveries/s; "
        + "retained submissions of a group of 1,000 clients at 20,000 deliveries/s";

    public IReadOnlyList<Metric> Metrics { get; } = [.. Steps.Select(static step => step.Cpu), Metric.Lost, Metric.Duplicates, Metric.Backwards, Metric.Ended];

    public IReadOnlyList<Subject> Subjects { get; } = [Subject.V1];

    public async Task<Sample> RunAsync(Subject subject, RunSettings settings, RedisServer redis)
    {
        var sample = new Sample();
        foreach (var step in Steps)
        {
            var measured = await RunAsync(step.Load, subject, settings, redis);
            sample[step.Cpu] = measured[Metric.Cpu];
            foreach (var metric in Metric.Faults) sample[metric] = (sample[metric] ?? 0) + measured[metric];
        }

        return sample;
    }

    private static async Task<Sample> RunAsync(SteadyLoad load, Subject subject, RunSettings settings, RedisServer redis)
    {
        await using var stand = await Stand.StartAsync(subject, settings, redis);
        if (load.Retained > 0)
        {
            await stand.PublishAsync(new PublishOrder { Updates = load.Retained, Rate = PrefillRate, Submissions = load.Retained });
        }

        await stand.OpenAsync(load.Open);
        await stand.PublishAsync(load.WarmUpUpdates);
        return await SteadyScenario.MeasureAsync(stand, load, load.FirstCounted);
    }

    private sealed record Step(string Name, SteadyLoad Load)
    {
        public Metric Cpu { get; } = new($"cpu_{Name.Replace(",", "").Replace(' ', '_')}", Name, "0.0");
    }
}
