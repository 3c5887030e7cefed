using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Redis.Tests.HighAvailability;

/// <summary>A cluster that a class of tests shares.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    public RedisCluster Cluster { get; private set; } = null!;

    public async Task InitializeAsync() => Cluster = await RedisCluster.StartAsync();

    public async Task DisposeAsync() => await Cluster.DisposeAsync();
}
