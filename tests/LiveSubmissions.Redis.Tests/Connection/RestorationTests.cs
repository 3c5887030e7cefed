using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Redis.Tests.Connection;

/// <summary>One outage is one restoration, told when commands come through again: not before, and not twice.</summary>
[Trait("Category", "Slow")]
public sealed class RestorationTests : IAsyncLifetime
{
    /// <summary>Two connections, by either protocol, and one for everything.</summary>
    public static TheoryData<string> Clients => ["", "?protocol=resp2", "?sharedSubscriptionConnection=true"];

    private RedisServer _server = null!;

    public async Task InitializeAsync() => _server = await RedisServer.StartAsync(null, "--appendonly", "yes", "--appendfsync", "always");

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_server_that_crashes_and_starts_again_is_one_restoration_and_none_before_it_is_back(string client)
    {
        await using var restorations = await Restorations.ObserveAsync(_server.Url + client);

        await _server.KillAsync();
        await Eventually.TrueAsync(() => restorations.Interruptions > 0, "it is told of the loss");
        await restorations.StayAsync(0);
        await _server.RestartAsync();

        await restorations.AreAsync(1);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_half_open_connection_is_one_restoration_and_none_before_the_server_answers(string client)
    {
        await using var restorations = await Restorations.ObserveAsync(_server.Url + client);

        await _server.FreezeAsync();
        for (var i = 0; i < 3; i++) await restorations.StayAsync(0);
        await _server.ThawAsync();

        await restorations.AreAsync(1);
    }

    [Fact]
    public async Task A_connection_that_is_made_for_the_first_time_is_no_restoration()
    {
        await using var restorations = await Restorations.ObserveAsync(_server.Url);

        await restorations.StayAsync(0);
    }

    [Fact]
    public async Task A_server_that_starts_after_the_application_is_one_restoration()
    {
        await _server.KillAsync();
        await using var restorations = new Restorations(_server.Url);
        Assert.False(await restorations.AppendsAsync());
        await restorations.StayAsync(0);

        await _server.RestartAsync();

        await Eventually.TrueAsync(() => restorations.Count > 0, "it is told that the connection is there");
        await restorations.StayAsync(1);
    }
}
