using LiveSubmissions.FanOut.Machine;

namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>What each process of a stand has used so far.</summary>
internal readonly record struct Usages(long At, ProcessUsage Server, ProcessUsage Clients, ProcessUsage Publisher, ProcessUsage Redis, ProcessUsage Run)
{
    /// <summary>How busy all processes together may be at rest, in cores: looking at sockets, timers, this process.</summary>
    private const double RestCores = 0.1;

    private const int RestPeriods = 100;

    private static readonly TimeSpan RestPeriod = TimeSpan.FromMilliseconds(300);

    private double CpuSeconds => Server.CpuSeconds + Clients.CpuSeconds + Publisher.CpuSeconds + Redis.CpuSeconds + Run.CpuSeconds;

    public static Usages From(Stand stand) =>
        new(Clock.Now, stand.Server.Usage, stand.Clients.Usage, stand.Publisher.Usage, stand.Redis.Usage, ProcessUsage.For(Environment.ProcessId));

    /// <summary>
    /// Waits until no process does anything worth mentioning: what has just been warmed up is compiled in the background, for longer than a burst lasts.
    /// </summary>
    /// <exception cref="TimeoutException">They are busy for half a minute.</exception>
    public static async Task RestAsync(Stand stand)
    {
        var before = From(stand);
        for (var period = 0; period < RestPeriods; period++)
        {
            await Task.Delay(RestPeriod);
            var after = From(stand);
            if (after.CpuSeconds - before.CpuSeconds < Clock.Seconds(after.At - before.At) * RestCores) return;
            before = after;
        }

        throw new TimeoutException($"The processes of {stand.Subject.Name} were busy for {(RestPeriod * RestPeriods).TotalSeconds} s though nothing was published.");
    }

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
