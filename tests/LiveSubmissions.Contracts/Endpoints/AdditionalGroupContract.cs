namespace LiveSubmissions.Contracts.Endpoints;

/// <summary>What an endpoint must keep under whose addresses a host can map groups of its own.</summary>
public abstract class AdditionalGroupContract
{
    /// <summary>The endpoint under test.</summary>
    protected abstract EndpointDriver Endpoint { get; }

    [Fact]
    public async Task An_additional_groups_followers_hear_its_updates_alone_and_resume_in_its_own_log()
    {
        await using var host = await Endpoint.StartAsync(new EndpointSetup());
        await host.SayAsync(1, 1, user: "ada");
        await using var client = await Endpoint.ConnectAsync(host, new EndpointRequest(EndpointView.User("ada"), "0"));
        var reading = new EndpointReading(client);
        await reading.UntilUpdateOfAsync("1");

        await host.SayAsync(2, 1, user: "bob");
        await host.SayAsync(3, 1);
        await host.SayAsync(1, 2, user: "ada");

        Assert.Equal(2, EndpointReading.StepOf(await reading.UntilUpdateOfAsync("1")));
        Assert.Equal(["1"], reading.States.Keys);
    }

    [Fact]
    public async Task Whom_the_hosts_own_check_does_not_let_in_is_told_why()
    {
        await using var host = await Endpoint.StartAsync(new EndpointSetup());
        await using var client = await Endpoint.OpenAsync(host.Address, new EndpointRequest(EndpointView.User(EndpointSetup.PrivateProblem)));

        Assert.Equal(4403, (await Assert.ThrowsAsync<WireClosedException>(() => client.ReceiveAsync())).Code);
    }
}
