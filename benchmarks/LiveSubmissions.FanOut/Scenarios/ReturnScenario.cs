using LiveSubmissions.FanOut.Clients;
using LiveSubmissions.FanOut.Processes;
using LiveSubmissions.FanOut.Publishing;

namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>All clients are cut at once and come back from their positions, while updates go on.</summary>
/// <param name="clients">How many.</param>
/// <param name="rate">Updates a second.</param>
/// <param name="seconds">How long updates go on in all.</param>
/// <param name="before">After how many of these seconds the clients are cut.</param>
internal sealed class ReturnScenario(int clients, int rate, int seconds, int before) : IScenario
{
    private const string ReadCommand = "zrangebyscore";

    public string Name => "S6";

    public string Title => $"{clients:#,0} clients, cut at once, return with positions; {rate} updates/s go on";

    public IReadOnlyList<Metric> Metrics { get; } =
        [Metric.Return, Metric.ReturnReads, Metric.Lost, Metric.Duplicates, Metric.Backwards, Metric.Ended];

    /// <summary>The dialect that has positions.</summary>
    public IReadOnlyList<Subject> Subjects { get; } = [Subject.V1];

    public async Task<Sample> RunAsync(Subject subject, RunSettings settings, RedisServer redis)
    {
        await using var stand = await Stand.StartAsync(subject, settings, redis);
        await stand.OpenAsync(new ClientOrder { Do = ClientAction.Open, Clients = clients, KeepPositions = true });
        var publishing = stand.PublishAsync(new PublishOrder { Updates = rate * seconds, Rate = rate });
        await Task.Delay(TimeSpan.FromSeconds(before));

        // The script that reads a log is the only one that asks for a range, once a call.
        var reads = await redis.CallsOfAsync(ReadCommand);
        var returned = await stand.TellAsync(new ClientOrder { Do = ClientAction.Return });
        reads = await redis.CallsOfAsync(ReadCommand) - reads;

        await publishing;
        var expected = (long)clients * rate * seconds;
        var report = await stand.TellAsync(new ClientOrder { Do = ClientAction.Await, Expected = expected, Deadline = 20 });
        var sample = Samples.From(report, expected);
        sample[Metric.Return] = returned.Done ? returned.Span : double.PositiveInfinity;
        sample[Metric.ReturnReads] = reads;
        return sample;
    }
}
