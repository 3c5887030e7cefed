namespace LiveSubmissions.Contracts.Endpoints;

/// <content>Leaving.</content>
public abstract partial class EndpointContract
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_a_client_leaves_with_or_without_a_word_nothing_of_it_stays(bool politely)
    {
        var setup = Forgetful();
        await using var host = await StartAsync(setup);
        await using var client = await ConnectAsync(host);
        Assert.Equal(1, setup.Transport.Mirrors);

        if (politely) await client.LeaveAsync();
        else await client.DisposeAsync();

        await IsForgottenAsync(setup);
    }

    [Fact]
    public async Task A_hundred_clients_that_come_and_go_leave_nothing_and_disturb_nobody()
    {
        var setup = Forgetful();
        await using var host = await StartAsync(setup);
        await using var stays = await ConnectAsync(host);
        var reading = new EndpointReading(stays);

        for (var i = 1; i <= 100; i++)
        {
            await using var client = await ConnectAsync(host);
            if (i % 2 == 0) await client.LeaveAsync();
            if (i % 10 == 0) await host.SayAsync(i, 1);
        }

        await reading.UntilAsync(static reading => reading.States.Count == 10);
        await stays.LeaveAsync();
        await IsForgottenAsync(setup);
    }

    /// <summary>The node's mirror of a group goes as soon as its last cursor has gone: while it is there, somebody's cursor is.</summary>
    private static EndpointSetup Forgetful() => new()
    {
        Options = static options =>
        {
            options.Feed.MirrorLinger = TimeSpan.Zero;
            options.Feed.RecheckInterval = TimeSpan.FromMilliseconds(100);
        },
    };

    private static Task IsForgottenAsync(EndpointSetup setup) =>
        Eventually.TrueAsync(() => setup.Transport.ListeningTo(EndpointSetup.Group) == 0, "the last cursor goes, and the node's mirror with it");
}
