using LiveSubmissions.FanOut.Machine;

namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>What each process of a stand has used so far.</summary>
internal readonly record struct Usages(long At, ProcessUsage Server, ProcessUsage Clients, ProcessUsage Publisher, ProcessUsage Redis)
{
    public static Usages Of(Stand stand) =>
        new(Clock.Now, stand.Server.Usage, stand.Clients.Usage, stand.Publisher.Usage, stand.Redis.Usage);

    /// <summary>Adds to a sample how many cores each process kept busy since then.</summary>
    public void AddCores(Sample sample, Usages since)
    {
        var seconds = Clock.Seconds(At - since.At);
        sample[Metric.ServerCores] = (Server.CpuSeconds - since.Server.CpuSeconds) / seconds;
        sample[Metric.ClientCores] = (Clients.CpuSeconds - since.Clients.CpuSeconds) / seconds;
        sample[Metric.PublisherCores] = (Publisher.CpuSeconds - since.Publisher.CpuSeconds) / seconds;
        sample[Metric.RedisCores] = (Redis.CpuSeconds - since.Redis.CpuSeconds) / seconds;
    }
}
