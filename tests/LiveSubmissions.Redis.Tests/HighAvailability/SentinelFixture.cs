using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Redis.Tests.HighAvailability;

/// <summary>Sentinels and their servers, which a class of tests shares.</summary>
public sealed class SentinelFixture : IAsyncLifetime
{
    public RedisSentinels Sentinels { get; private set; } = null!;

    public async Task InitializeAsync() => Sentinels = await RedisSentinels.StartAsync();

    public async Task DisposeAsync() => await Sentinels.DisposeAsync();
}
