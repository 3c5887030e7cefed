namespace LiveSubmissions.Contracts.Endpoints;

/// <content>Slow readers.</content>
public abstract partial class EndpointContract
{
    [Fact]
    public async Task A_client_that_does_not_read_delays_nobody_and_then_gets_the_newest_states_without_what_was_superseded()
    {
        const int Submissions = 20;
        const int Steps = 50;
        var filler = new string('x', 20_000);
        await using var host = await StartAsync();
        await using var slow = await Endpoint.ConnectAsync(host, new EndpointRequest(All, IsNarrow: true));
        await using var healthy = await ConnectAsync(host);
        slow.Stall();

        // About 20 MB for who takes all of it: more than sockets and pipes hide.
        var watching = new EndpointReading(healthy).UntilAsync(static reading => reading.IsAtStep(Steps, Submissions));
        for (var step = 1; step <= Steps; step++)
        {
            for (var submission = 1; submission <= Submissions; submission++) await host.SayAsync(submission, step, filler: filler);
        }

        // The healthy one ends while the other has read nothing.
        await watching;
        slow.Resume();
        var reading = await new EndpointReading(slow).UntilAsync(static reading => reading.IsAtStep(Steps, Submissions));
        Assert.InRange(reading.Updates, Submissions, Submissions * Steps / 2);

        // It was not cut, and is not behind.
        await host.SayAsync(Submissions + 1, 1);
        await reading.UntilUpdateOfAsync($"{Submissions + 1}");
    }
}
