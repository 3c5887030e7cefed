using System.Globalization;
using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Redis.Tests.HighAvailability;

/// <summary>The servers that the other tests rely on are what they seem.</summary>
[Collection(HighAvailabilityCollection.Name)]
[Trait("Category", "Slow")]
public sealed class DeploymentTests
{
    [Theory]
    [InlineData("+120s", 120)]
    [InlineData("-3s", -3)]
    public async Task A_servers_clock_can_be_shifted(string offset, int seconds)
    {
        await using var server = await RedisServer.StartAsync(new RedisServerSetup { ClockOffset = offset });

        var time = (await server.AskAsync("TIME")).Split('\n');
        var shift = DateTimeOffset.FromUnixTimeSeconds(long.Parse(time[0], CultureInfo.InvariantCulture)) - TimeProvider.System.GetUtcNow();

        Assert.InRange(shift.TotalSeconds, seconds - 2, seconds + 2);
    }
}
