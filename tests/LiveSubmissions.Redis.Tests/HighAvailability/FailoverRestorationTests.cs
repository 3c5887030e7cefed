using LiveSubmissions.Redis.Tests.Connection;
using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Redis.Tests.HighAvailability;

/// <summary>A failover is one restoration, told when commands come through at the successor.</summary>
[Collection(HighAvailabilityCollection.Name)]
[Trait("Category", "Slow")]
public sealed class FailoverRestorationTests
{
    [Fact]
    public async Task A_failover_by_Sentinels_is_one_restoration()
    {
        await using var sentinels = await RedisSentinels.StartAsync();
        await using var restorations = await Restorations.ObserveAsync(sentinels.Url);

        await sentinels.KillPrimaryAsync();

        await restorations.AreAsync(1);
    }

    [Fact]
    public async Task A_clusters_master_that_dies_is_one_restoration_though_the_other_masters_answer_all_the_time()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var restorations = await Restorations.ObserveAsync(cluster.Url, Judge.Group(1));
        var master = await cluster.MasterOfAsync($"{{{Judge.Group(1)}}}");

        await master.KillAsync();
        await restorations.AreAsync(1);
        Assert.NotEqual(master, await cluster.MasterOfAsync($"{{{Judge.Group(1)}}}"));

        // It comes back as a replica, which nothing of the group goes through.
        await master.RestartAsync();
        await restorations.StayAsync(1);
    }
}
