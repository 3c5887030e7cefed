namespace LiveSubmissions.Contracts.Endpoints;

/// <content>Order.</content>
public abstract partial class EndpointContract
{
    [Fact]
    public async Task A_client_that_keeps_up_gets_every_update_in_order()
    {
        await using var host = await StartAsync();
        await using var client = await ConnectAsync(host);
        var reading = new EndpointReading(client);

        for (var step = 1; step <= 20; step++)
        {
            await host.SayAsync(42, step);
            Assert.Equal(step, EndpointReading.StepOf(await reading.UntilUpdateOfAsync("42")));
        }

        Assert.Equal(20, reading.Updates);
    }

    [Fact]
    public async Task Whatever_is_broadcast_at_once_no_submission_goes_back_and_all_end_at_their_newest()
    {
        const int Submissions = 30;
        const int Steps = 20;
        await using var host = await StartAsync();
        await using var one = await ConnectAsync(host);
        await using var other = await ConnectAsync(host);

        var broadcasting = Parallel.ForEachAsync(Enumerable.Range(1, Submissions), async (submission, _) =>
        {
            for (var step = 1; step <= Steps; step++) await host.SayAsync(submission, step);
        });
        var readings = await Task.WhenAll(
            new EndpointReading(one).UntilAsync(static reading => reading.IsAtStep(Steps, Submissions)),
            new EndpointReading(other).UntilAsync(static reading => reading.IsAtStep(Steps, Submissions)));

        await broadcasting;
        Assert.All(readings, static reading => Assert.InRange(reading.Updates, Submissions, Submissions * Steps));
    }

    [Fact]
    public async Task Ids_that_javascript_would_round_to_one_are_texts_and_others_are_what_they_were_given_as()
    {
        await using var host = await StartAsync();
        await using var client = await ConnectAsync(host);
        var reading = new EndpointReading(client);
        SubmissionId[] ids = [653_247_040_368_672_768, 653_247_040_368_672_769, -9_007_199_254_740_992, 9_007_199_254_740_991, "42"];

        foreach (var id in ids) await host.SayAsync(id, 1);

        await reading.UntilAsync(static reading => reading.States.Count == 5);
        Assert.Equal(
            ["\"653247040368672768\"", "\"653247040368672769\"", "\"-9007199254740992\"", "9007199254740991", "\"42\""],
            ids.Select(id => reading.States[id.ToString()].Json.GetProperty("submission_id").GetRawText()));
    }

    [Fact]
    public async Task Without_a_position_only_what_comes_is_told()
    {
        await using var host = await StartAsync();
        for (var submission = 1; submission <= 5; submission++) await host.SayAsync(submission, 1);
        await using var client = await ConnectAsync(host);
        var reading = new EndpointReading(client);

        await host.SayAsync(6, 1);

        await reading.UntilUpdateOfAsync("6");
        Assert.Equal(["6"], reading.States.Keys);
    }

    [Fact]
    public async Task Another_problems_submissions_are_not_told()
    {
        await using var host = await StartAsync();
        await using var client = await ConnectAsync(host, view: EndpointView.Problem("2"));
        var reading = new EndpointReading(client);

        await host.SayAsync(1, 1);
        await host.SayOfAsync(2, 7);

        await reading.UntilUpdateOfAsync("7");
        Assert.Equal(["7"], reading.States.Keys);
    }
}
