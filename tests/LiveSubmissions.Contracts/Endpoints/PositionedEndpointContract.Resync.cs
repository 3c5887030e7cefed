namespace LiveSubmissions.Contracts.Endpoints;

/// <content>Resync.</content>
public abstract partial class PositionedEndpointContract
{
    [Theory]
    [InlineData("0000000000000000:17")]
    [InlineData("nonsense")]
    public async Task A_position_of_another_log_or_of_none_is_answered_with_resync(string since)
    {
        await using var host = await StartAsync();
        var position = await host.SayAsync(1, 1);

        await IsResyncedAsync(host, since, "epoch", position);
    }

    [Fact]
    public async Task A_position_after_the_logs_end_is_answered_with_resync()
    {
        await using var host = await StartAsync();
        var position = await host.SayAsync(1, 1);

        await IsResyncedAsync(host, new FeedPosition(position.Epoch, position.Sequence + 1_000_000_000).ToString(), "ahead", position);
    }

    [Fact]
    public async Task A_position_below_what_retention_left_is_answered_with_resync()
    {
        await using var host = await StartAsync(new EndpointSetup { Options = static options => options.Retention.MaxSubmissions = 2 });
        var since = await host.SayAsync(1, 1);
        FeedPosition position = default;
        for (var submission = 2; submission <= 5; submission++) position = await host.SayAsync(submission, 1);

        await IsResyncedAsync(host, since.ToString(), "trimmed", position);
    }

    [Fact]
    public async Task A_log_that_is_made_anew_under_a_client_is_told_as_resync()
    {
        var setup = new EndpointSetup();
        await using var host = await StartAsync(setup);
        await using var client = await ConnectAsync(host);
        await host.SayAsync(1, 1);
        var reading = new EndpointReading(client);
        await reading.UntilUpdateOfAsync("1");

        await setup.Transport.LoseEpochAsync(EndpointSetup.Group);
        await reading.UntilAsync(static reading => reading.Others.Exists(static message => message.Type == "resync"));

        Assert.Equal("epoch", reading.Others.Find(static message => message.Type == "resync")!.Text("reason"));
        var position = await host.SayAsync(2, 1);
        await reading.UntilUpdateOfAsync("2");
        Assert.Equal(position.ToString(), client.Position);
    }

    /// <summary>The hello refuses, the resync says why, and what comes afterwards still comes.</summary>
    private async Task IsResyncedAsync(EndpointHost host, string since, string reason, FeedPosition position)
    {
        await using var client = await ConnectAsync(host, since);

        var hello = await client.ReceiveAsync();
        Assert.Equal("hello", hello.Type);
        Assert.False(hello.Is("resumed"));
        Assert.Null(hello.Position);
        var resync = await client.ReceiveAsync();
        Assert.Equal("resync", resync.Type);
        Assert.Equal(reason, resync.Text("reason"));
        Assert.Equal(position.ToString(), resync.Text("position"));
        Assert.Equal(position.ToString(), resync.Position);

        await host.SayAsync(77, 1);
        var reading = new EndpointReading(client);
        await reading.UntilUpdateOfAsync("77");
        Assert.Equal(["77"], reading.States.Keys);
        Assert.DoesNotContain(reading.Others, static message => message.Type == "resync");
    }
}
