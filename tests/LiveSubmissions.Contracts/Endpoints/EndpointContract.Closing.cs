using LiveSubmissions.Feed;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Contracts.Endpoints;

/// <content>Refusals and the end.</content>
public abstract partial class EndpointContract
{
    [Theory]
    [InlineData("a b", 4400)]
    [InlineData("é", 4400)]
    [InlineData(EndpointSetup.MembersProblem, 4401)]
    [InlineData(EndpointSetup.PrivateProblem, 4403)]
    [InlineData(EndpointSetup.UnknownProblem, 4404)]
    public async Task Who_may_not_follow_is_told_why(string problem, int code)
    {
        await using var host = await StartAsync();

        var closed = await ClosedAsync(host, EndpointView.Problem(problem));

        Assert.Equal(code, closed.Code);
        Assert.NotEmpty(closed.Reason);
    }

    [Fact]
    public async Task Without_a_configured_transport_it_is_4500()
    {
        var setup = new EndpointSetup();
        await using var host = await StartAsync(setup);
        setup.Transport.IsConfigured = false;

        Assert.Equal(4500, (await ClosedAsync(host, All)).Code);
    }

    [Fact]
    public async Task While_the_log_cannot_be_reached_it_is_1013_and_who_comes_back_later_is_let_in()
    {
        var setup = new EndpointSetup();
        await using var host = await StartAsync(setup);
        setup.Transport.IsDown = true;

        var closed = await ClosedAsync(host, All);

        Assert.Equal(1013, closed.Code);
        Assert.DoesNotContain("switched off", closed.Reason, StringComparison.Ordinal);
        setup.Transport.IsDown = false;
        await using var client = await ConnectAsync(host);
        await host.SayAsync(42, 1);
        await new EndpointReading(client).UntilUpdateOfAsync("42");
    }

    [Fact]
    public async Task One_group_more_than_the_node_may_follow_is_4429_and_who_comes_back_once_another_has_left_is_let_in()
    {
        await using var host = await StartAsync(new EndpointSetup { Options = static options => options.Feed.MaxFollowedGroups = 1 });
        var other = await host.Services.GetRequiredService<ISubmissionFeed>().SubscribeAsync(EndpointSetup.UserGroup("7"));

        var closed = await ClosedAsync(host, All);
        await other.DisposeAsync();

        Assert.Equal(4429, closed.Code);
        await using var client = await ConnectAsync(host);
        await host.SayAsync(42, 1);
        await new EndpointReading(client).UntilUpdateOfAsync("42");
    }

    /// <summary>
    /// What a client is told when the host stops; <see langword="null"/> where nothing is told, because the connection is not the endpoint's own to close:
    /// the client then only finds that nobody is there.
    /// </summary>
    protected virtual int? CodeOfAStoppingHost => 1001;

    /// <summary>
    /// Whether a stopping host's code may be lost, because somebody else cuts the connection and does not wait for what is under way. An endpoint that
    /// says so proves elsewhere that it sends the code.
    /// </summary>
    protected virtual bool MayLoseTheStop => false;

    [Fact]
    public async Task When_the_host_stops_every_client_is_told_at_once_and_keeps_nobody_waiting()
    {
        const int Clients = 5;
        await using var host = await StartAsync();
        var clients = new List<EndpointClient>();
        for (var i = 0; i < Clients; i++) clients.Add(await ConnectAsync(host));
        var ends = clients.Select(EndAsync).ToList();
        await Eventually.TrueAsync(() => host.Requests == Clients, "every client waits for what comes");

        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));

        foreach (var end in ends)
        {
            var code = (await end)?.Code;
            if (code is not null || !MayLoseTheStop) Assert.Equal(CodeOfAStoppingHost, code);
        }

        foreach (var client in clients) await client.DisposeAsync();
    }

    /// <summary>With what a client is refused.</summary>
    private protected async Task<WireClosedException> ClosedAsync(EndpointHost host, EndpointView view)
    {
        await using var client = await Endpoint.OpenAsync(host.Address, new EndpointRequest(view));
        return await Assert.ThrowsAsync<WireClosedException>(() => client.ReceiveAsync());
    }

    /// <summary>Reads until the end, and returns what was told; nothing if the connection was lost without a word.</summary>
    private static async Task<WireClosedException?> EndAsync(EndpointClient client)
    {
        try
        {
            while (true) await client.ReceiveAsync();
        }
        catch (WireClosedException closed)
        {
            return closed;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
