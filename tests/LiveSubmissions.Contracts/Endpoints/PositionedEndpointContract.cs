namespace LiveSubmissions.Contracts.Endpoints;

/// <summary>The contract of the endpoints that send v1 messages, each in its own format: their clients are told their position.</summary>
public abstract partial class PositionedEndpointContract : ResumingEndpointContract
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task The_first_message_is_a_hello_that_says_from_where_the_client_is_live()
    {
        await using var host = await StartAsync();
        var position = await host.SayAsync(1, 1);
        await using var client = await ConnectAsync(host);

        var hello = await client.ReceiveAsync();

        Assert.Equal("hello", hello.Type);
        Assert.Equal(position.ToString(), hello.Text("position"));
        Assert.Equal(position.ToString(), hello.Position);
        Assert.False(hello.Is("resumed"));
        Assert.True(hello.Is("complete"));
        Assert.Equal(10, hello.Json.GetProperty("heartbeat_seconds").GetDouble());
    }

    [Fact]
    public async Task An_update_has_all_its_fields_and_moves_the_position()
    {
        await using var host = await StartAsync();
        await using var client = await ConnectAsync(host);

        var position = await host.SayAsync(42, 7, "wrong answer");

        var update = await new EndpointReading(client).UntilUpdateOfAsync("42");
        Assert.Equal(
            ["type", "submission_id", "status", "metrics", "problem_id", "revision", "progress", "at", "sequence"],
            update.Json.EnumerateObject().Select(static field => field.Name));
        Assert.Equal(42, update.Json.GetProperty("submission_id").GetInt32());
        Assert.Equal("wrong answer", update.Status);
        Assert.Equal(1, update.Json.GetProperty("problem_id").GetInt32());
        Assert.Equal(7, update.Json.GetProperty("revision").GetInt64());
        Assert.Equal(position.Sequence, update.Json.GetProperty("sequence").GetInt64());
        Assert.Equal(position.ToString(), client.Position);
    }

    [Fact]
    public async Task Who_comes_back_with_its_position_misses_nothing_and_gets_nothing_twice()
    {
        await using var host = await StartAsync();
        string? since;
        await using (var first = await ConnectAsync(host))
        {
            for (var submission = 1; submission <= 10; submission++) await host.SayAsync(submission, 1);
            await new EndpointReading(first).UntilAsync(static reading => reading.IsAtStep(1, 10));
            since = first.Position;
        }

        FeedPosition end = default;
        for (var step = 2; step <= 5; step++) end = await host.SayAsync(3, step);
        await using var second = await ConnectAsync(host, since);
        var reading = await new EndpointReading(second).UntilAsync(static reading => reading.IsAtStep(5, 1));

        Assert.Equal("hello", reading.Others[0].Type);
        Assert.True(reading.Others[0].Is("resumed"));
        Assert.Equal(["3"], reading.States.Keys);
        Assert.Equal(end.ToString(), second.Position);
    }

    [Fact]
    public async Task Many_connections_that_are_cut_anywhere_and_come_back_end_with_everything_and_see_nothing_go_back()
    {
        const int Submissions = 20;
        const int Steps = 15;
        await using var host = await StartAsync();
        var position = await host.PositionAsync();
        var comers = Enumerable.Range(1, 4).Select(seed => ComeAndGoAsync(host, position.ToString(), new Random(seed), Submissions, Steps)).ToList();

        for (var step = 1; step <= Steps; step++)
        {
            await Parallel.ForEachAsync(Enumerable.Range(1, Submissions), async (submission, _) => await host.SayAsync(submission, step));
        }

        foreach (var comer in comers) await comer;
    }

    [Fact]
    public async Task Since_0_says_whether_retention_has_hidden_something()
    {
        await using var host = await StartAsync(new EndpointSetup { Options = static options => options.Retention.MaxSubmissions = 2 });
        for (var submission = 1; submission <= 5; submission++) await host.SayAsync(submission, 1);
        await using var client = await ConnectAsync(host, "0");
        var reading = await new EndpointReading(client).UntilAsync(static reading => reading.IsAtStep(1, 2));

        Assert.False(reading.Others[0].Is("complete"));
        Assert.Equal(["4", "5"], reading.States.Keys);
    }

    private async Task ComeAndGoAsync(EndpointHost host, string since, Random random, int submissions, int steps)
    {
        var seen = new Dictionary<string, long>();
        while (seen.Count < submissions || seen.Values.Any(step => step < steps))
        {
            await using var client = await Endpoint.OpenAsync(host.Address, new EndpointRequest(All, since));
            for (var stay = random.Next(2, 30); stay > 0 && (seen.Count < submissions || seen.Values.Any(step => step < steps)); stay--)
            {
                var message = await client.ReceiveAsync();
                since = message.Position ?? since;
                if (!message.IsUpdate) continue;
                var step = EndpointReading.StepOf(message);
                Assert.True(step > seen.GetValueOrDefault(message.Submission), $"{message.Submission} was at {seen.GetValueOrDefault(message.Submission)}, then at {step}");
                seen[message.Submission] = step;
            }
        }
    }
}
