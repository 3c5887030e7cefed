using LiveSubmissions.FanOut.Appends;
using LiveSubmissions.FanOut.Processes;

namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>How much of the bare script's rate is left once the broadcaster has validated, encoded, ordered and guarded.</summary>
internal sealed class AppendsScenario : IScenario
{
    private static readonly int[] InFlight = [64, 256, 1000];

    public string Name => "appends";

    public string Title => "appends through the broadcaster, one process, against the bare script on a connection of the same kind";

    public IReadOnlyList<Metric> Metrics { get; } = [.. InFlight.SelectMany(MetricsAt), Metric.ScriptsPerAppend];

    public IReadOnlyList<Subject> Subjects { get; } = [Subject.Broadcaster];

    /// <summary>The ratio where it is worst.</summary>
    public static double WorstRatio(Sample sample) => InFlight.Min(number => sample[Ratio(number)]) ?? double.NaN;

    public async Task<Sample> RunAsync(Subject subject, RunSettings settings, RedisServer redis)
    {
        await redis.EmptyAsync();
        await using var appends = Child.Start(RunSettings.WorkerEnvironment, "appends", "--redis", $"{redis.Port}");
        await AskAsync(appends, InFlight[^1], seconds: 3);
        var sample = new Sample();
        foreach (var number in InFlight)
        {
            var report = await AskAsync(appends, number, seconds: 3);
            sample[Broadcaster(number)] = report.Broadcaster;
            sample[Ratio(number)] = report.Broadcaster / report.Script;
            sample[Metric.ScriptsPerAppend] = report.ScriptsPerAppend;
        }

        return sample;
    }

    private static Task<AppendsReport> AskAsync(Child appends, int inFlight, double seconds) =>
        appends.AskAsync<AppendsReport>(new AppendsOrder(inFlight, seconds), TimeSpan.FromSeconds(60));

    private static Metric[] MetricsAt(int number) => [Broadcaster(number), Ratio(number)];

    private static Metric Broadcaster(int number) => new($"appends_per_second_{number}", $"appends/s, {number:#,0} in flight", "#,0");

    private static Metric Ratio(int number) => new($"of_bare_script_{number}", "÷ bare script", "0.00");
}
