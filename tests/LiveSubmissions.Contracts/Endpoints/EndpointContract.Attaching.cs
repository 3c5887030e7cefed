namespace LiveSubmissions.Contracts.Endpoints;

/// <content>What it means to be connected.</content>
public abstract partial class EndpointContract
{
    [Fact]
    public async Task What_is_broadcast_right_after_a_client_is_connected_reaches_it_however_far_away_the_log_is()
    {
        var setup = new EndpointSetup();
        await using var host = await StartAsync(setup);
        setup.Transport.Gate = Task.Delay(TimeSpan.FromMilliseconds(500));

        await using var client = await Endpoint.ComeAsync(host.Address, new EndpointRequest(All));
        await host.SayAsync(42, 1);

        await new EndpointReading(client).UntilUpdateOfAsync("42");
    }

    [Fact]
    public async Task The_very_first_client_misses_nothing_that_is_broadcast_once_it_is_connected()
    {
        await using var host = await StartAsync();

        await using var client = await Endpoint.ComeAsync(host.Address, new EndpointRequest(All));
        await host.SayAsync(42, 1);

        await new EndpointReading(client).UntilUpdateOfAsync("42");
    }

    [Fact]
    public async Task Who_cannot_be_attached_is_told_1013_after_3_s_and_is_let_in_once_the_log_answers()
    {
        var setup = new EndpointSetup();
        var answer = new TaskCompletionSource();
        await using var host = await StartAsync(setup);
        setup.Transport.Gate = answer.Task;

        Assert.Equal(1013, (await ClosedAsync(host, All)).Code);

        answer.SetResult();
        await using var client = await ConnectAsync(host);
        await host.SayAsync(42, 1);
        await new EndpointReading(client).UntilUpdateOfAsync("42");
    }
}
