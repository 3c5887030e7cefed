namespace LiveSubmissions.Contracts.Endpoints;

/// <summary>What an endpoint must keep whose clients can say from where they resume, and which submission they follow.</summary>
public abstract class ResumingEndpointContract : EndpointContract
{
    [Fact]
    public async Task Who_comes_back_gets_each_changed_submissions_newest_state_and_nothing_twice()
    {
        await using var host = await StartAsync();
        await using var stays = await ConnectAsync(host);
        FeedPosition position = default;
        for (var submission = 1; submission <= 100; submission++) position = await host.SayAsync(submission, 1);
        for (var step = 2; step <= 4; step++)
        {
            for (var submission = 1; submission <= 50; submission++) await host.SayAsync(submission, step);
        }

        // The log has accepted them; once somebody has seen the last one, this node knows them too.
        await new EndpointReading(stays).UntilAsync(static reading => reading.States.TryGetValue("50", out var state) && EndpointReading.StepOf(state) == 4);
        await using var client = await ConnectAsync(host, position.ToString());
        var reading = await new EndpointReading(client).UntilAsync(static reading => reading.IsAtStep(4, 50));
        await host.SayAsync(101, 1);
        await reading.UntilUpdateOfAsync("101");

        Assert.Equal(51, reading.Updates);
    }

    [Fact]
    public async Task Who_resumes_from_the_end_gets_only_what_comes()
    {
        await using var host = await StartAsync();
        await host.SayAsync(1, 1);
        var position = await host.SayAsync(2, 1);
        await using var client = await ConnectAsync(host, position.ToString());
        var reading = new EndpointReading(client);

        await host.SayAsync(3, 1);

        await reading.UntilUpdateOfAsync("3");
        Assert.Equal(["3"], reading.States.Keys);
    }

    [Fact]
    public async Task The_position_of_an_empty_log_is_good_for_its_first_update()
    {
        await using var host = await StartAsync();
        var position = await host.PositionAsync();
        await host.SayAsync(1, 1);

        await using var client = await ConnectAsync(host, position.ToString());

        await new EndpointReading(client).UntilUpdateOfAsync("1");
    }

    [Fact]
    public async Task Since_0_gives_the_newest_state_of_everything_and_then_what_comes()
    {
        await using var host = await StartAsync();
        for (var step = 1; step <= 3; step++)
        {
            for (var submission = 1; submission <= 20; submission++) await host.SayAsync(submission, step);
        }

        await using var client = await ConnectAsync(host, "0");
        var reading = await new EndpointReading(client).UntilAsync(static reading => reading.IsAtStep(3, 20));
        Assert.Equal(20, reading.Updates);
        await host.SayAsync(7, 4);
        Assert.Equal(4, EndpointReading.StepOf(await reading.UntilUpdateOfAsync("7")));
    }

    [Fact]
    public async Task Who_follows_one_submission_hears_of_no_other()
    {
        await using var host = await StartAsync();
        await using var client = await ConnectAsync(host, view: EndpointView.Submission("1", "2"));
        var reading = new EndpointReading(client);

        for (var step = 1; step <= 3; step++)
        {
            for (var submission = 1; submission <= 3; submission++) await host.SayAsync(submission, step);
            await reading.UntilUpdateOfAsync("2");
        }

        Assert.Equal(["2"], reading.States.Keys);
    }

    [Fact]
    public async Task Who_comes_back_to_one_submission_gets_its_newest_state_alone()
    {
        await using var host = await StartAsync();
        var position = await host.SayAsync(2, 1);
        for (var step = 2; step <= 4; step++)
        {
            for (var submission = 1; submission <= 3; submission++) await host.SayAsync(submission, step);
        }

        await using var client = await ConnectAsync(host, position.ToString(), EndpointView.Submission("1", "2"));
        var reading = await new EndpointReading(client).UntilAsync(static reading => reading.IsAtStep(4, 1));
        await host.SayAsync(2, 5);
        await reading.UntilAsync(static reading => reading.IsAtStep(5, 1));

        Assert.Equal(["2"], reading.States.Keys);
        Assert.InRange(reading.Updates, 2, 4);
    }

    [Fact]
    public async Task A_submissions_id_that_is_none_is_4400()
    {
        await using var host = await StartAsync();

        Assert.Equal(4400, (await ClosedAsync(host, EndpointView.Submission("1", "a b"))).Code);
    }
}
