using LiveSubmissions.FanOut.Clients;
using LiveSubmissions.FanOut.Processes;

namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>What a further connection costs in memory when nothing happens.</summary>
internal sealed class IdleScenario(int few, int many) : IScenario
{
    /// <summary>Without a collection being forced: what a host's memory graph shows.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    public string Name => "S4";

    public string Title => $"memory per idle connection, from {few:#,0} to {many:#,0} in one group";

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.IdleMemory, Metric.IdleKernel, Metric.Ended];

    public IReadOnlyList<Subject> Subjects => Subject.Endpoints;

    public async Task<Sample> RunAsync(Subject subject, RunSettings settings, RedisServer redis)
    {
        await using var stand = await Stand.StartAsync(subject, settings, redis);
        var before = await OpenAsync(stand, few);
        var after = await OpenAsync(stand, many - few);
        var report = await stand.TellAsync(new ClientOrder { Do = ClientAction.Await });
        var kibibytes = 1024.0 * (many - few);
        return new Sample
        {
            [Metric.IdleMemory] = (after.Process - before.Process) / kibibytes,
            [Metric.IdleKernel] = (after.Kernel - before.Kernel) / kibibytes,
            [Metric.Ended] = report.Ended,
        };
    }

    private static async Task<MemoryUse> OpenAsync(Stand stand, int clients)
    {
        await stand.OpenAsync(new ClientOrder { Do = ClientAction.Open, Clients = clients });
        await Task.Delay(Settle);
        return MemoryUse.From(stand.Server);
    }
}
