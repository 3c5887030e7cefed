namespace LiveSubmissions.Contracts.Endpoints;

/// <content>Heartbeats.</content>
public abstract partial class PositionedEndpointContract
{
    [Fact]
    public async Task While_nothing_happens_a_heartbeat_says_where_the_client_stands_and_that_this_is_certain()
    {
        await using var host = await StartAsync(new EndpointSetup { Options = static options => options.Feed.HeartbeatInterval = Soon });
        var position = await host.SayAsync(1, 1);
        await using var client = await ConnectAsync(host);

        await client.ReceiveAsync();
        var heartbeat = await client.ReceiveAsync();

        Assert.Equal("heartbeat", heartbeat.Type);
        Assert.True(heartbeat.Is("verified"));
        Assert.Equal(position.ToString(), heartbeat.Text("position"));
        Assert.Equal(position.ToString(), heartbeat.Position);
    }

    [Fact]
    public async Task Who_comes_to_a_node_that_has_lost_its_log_is_told_right_after_the_hello()
    {
        var setup = new EndpointSetup { Options = static options => options.Feed.HeartbeatInterval = TimeSpan.FromMinutes(5) };
        await using var host = await StartAsync(setup);

        // Of an empty log no mirror stays between two polls, and what is lost cannot be read.
        await host.SayAsync(41, 1);
        await using var first = await ConnectAsync(host);
        setup.Transport.Interrupt();

        await using var client = await ConnectAsync(host);

        Assert.Equal("hello", (await client.ReceiveAsync()).Type);
        var heartbeat = await client.ReceiveAsync();
        Assert.Equal("heartbeat", heartbeat.Type);
        Assert.False(heartbeat.Is("verified"));
    }

    [Fact]
    public async Task Who_is_connected_while_the_node_loses_its_log_hears_so_and_hears_when_it_is_back()
    {
        var setup = new EndpointSetup { Options = static options => options.Feed.HeartbeatInterval = Soon };
        await using var host = await StartAsync(setup);
        await host.SayAsync(41, 1);
        await using var client = await ConnectAsync(host);
        var reading = new EndpointReading(client);
        await reading.UntilAsync(static reading => Verified(reading) == true);

        setup.Transport.Interrupt();
        await reading.UntilAsync(static reading => Verified(reading) == false);
        setup.Transport.Restore();
        await host.SayAsync(42, 1);

        await reading.UntilUpdateOfAsync("42");
        await reading.UntilAsync(static reading => Verified(reading) == true);
    }

    [Fact]
    public async Task That_the_node_loses_its_log_and_that_it_has_it_again_is_told_at_once_and_not_with_the_next_heartbeat()
    {
        var setup = new EndpointSetup { Options = static options => options.Feed.HeartbeatInterval = TimeSpan.FromMinutes(5) };
        await using var host = await StartAsync(setup);
        await host.SayAsync(41, 1);
        await using var client = await ConnectAsync(host);
        var reading = await new EndpointReading(client).UntilAsync(static reading => reading.Others.Count > 0);

        setup.Transport.Interrupt();
        await reading.UntilAsync(static reading => Verified(reading) == false);
        setup.Transport.Restore();

        await reading.UntilAsync(static reading => Verified(reading) == true);
    }

    [Fact]
    public async Task The_position_of_who_follows_one_submission_moves_on_with_the_heartbeat()
    {
        await using var host = await StartAsync(new EndpointSetup { Options = static options => options.Feed.HeartbeatInterval = Soon });
        await using var client = await ConnectAsync(host, view: EndpointView.Submission("1", "2"));
        await host.SayAsync(1, 1);
        var end = (await host.SayAsync(3, 1)).ToString();

        var reading = await new EndpointReading(client).UntilAsync(_ => client.Position == end);

        Assert.Empty(reading.States);
    }

    /// <summary>What the last heartbeat said.</summary>
    private static bool? Verified(EndpointReading reading) => reading.Others.FindLast(static message => message.Type == "heartbeat")?.Is("verified");
}
