using LiveSubmissions.Contracts;
using LiveSubmissions.Doctor.Tests.Benches;
using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Doctor.Tests.SetUps;

/// <summary>Redis itself, and what it lets the judge do.</summary>
internal static class RedisSetUps
{
    public static IReadOnlyList<BrokenSetUp> All { get; } =
    [
        new("Redis is stopped", "transport", ["Start it"], FaultIs.InTheNode, judges => BreakAsync(judges, static judge => judge.Redis.StopAsync())),
        new("Redis does not answer any more", "transport", ["overloaded"], FaultIs.InTheNode, judges => BreakAsync(judges, static judge => judge.Redis.FreezeAsync())),
        new("The password is wrong", "transport", ["Correct them in CHANNEL_LAYER_REDIS_URL"], FaultIs.InTheNode, judges => BreakAsync(judges, ChangePasswordAsync)),
        new("The user may not use the keys", "transport", ["ACL SETUSER", "the keys"], FaultIs.InTheNode, judges => BreakAsync(judges, static judge => judge.SetUserAsync("resetkeys", "~other:*"))),
        new("The user may not use the channels", "round-trip", ["the channels"], FaultIs.InTheNode, judges => BreakAsync(judges, static judge => judge.SetUserAsync("resetchannels"))),
        new("The URL leads to a replica", "transport", ["CHANNEL_LAYER_REDIS_URL to the primary"], FaultIs.InTheNode, FollowAnotherAsync),
        new("Redis may evict", "eviction", ["maxmemory-policy noeviction"], FaultIs.Elsewhere, judges => BreakAsync(judges, static judge => judge.Redis.AskAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru"))),
        new("The clock of Redis is an hour off", "clocks", ["NTP", "Revision"], FaultIs.Elsewhere, ShiftRedisAsync),
        new("The clock of a node is an hour off", "clocks", ["NTP", "Revision"], FaultIs.Elsewhere, ShiftNodeAsync),
    ];

    private static async Task<Patient> BreakAsync(Judges judges, Func<BreakableJudge, Task> breakAsync)
    {
        var judge = await judges.BreakableAsync();
        await breakAsync(judge);
        return new Patient { Doctor = judge.Doctor, Nodes = [judge.Backend, judge.Worker], Afterwards = () => new(judge.FixAsync()) };
    }

    private static async Task ChangePasswordAsync(BreakableJudge judge)
    {
        await judge.SetUserAsync("resetpass", ">other");
        await judge.Redis.AskAsync("CLIENT", "KILL", "USER", BreakableJudge.User);
    }

    private static async Task<Patient> FollowAnotherAsync(Judges judges)
    {
        var port = $"{(await judges.HealthyAsync()).RedisPort}";
        return await BreakAsync(judges, async judge =>
        {
            await judge.Redis.AskAsync("REPLICAOF", "127.0.0.1", port);
            await Eventually.TrueAsync(() => judge.Redis.SaysAsync("role:slave", "INFO", "replication"), "it is a replica");
        });
    }

    private static async Task<Patient> ShiftRedisAsync(Judges judges)
    {
        var healthy = await judges.HealthyAsync();
        var redis = await RedisServer.StartAsync(new RedisServerSetup { ClockOffset = "+3600s" });
        var node = await WebApp.StartAsync(redis.UrlOf(2));
        return new Patient
        {
            Doctor = ["--redis", redis.UrlOf(2), "--url", node.Url.ToString()],
            Nodes = [node],
            Others = [healthy.Backend],
            Afterwards = async () =>
            {
                await node.DisposeAsync();
                await redis.DisposeAsync();
            },
        };
    }

    private static async Task<Patient> ShiftNodeAsync(Judges judges)
    {
        var healthy = await judges.HealthyAsync();
        var database = healthy.OtherDatabase(4);
        var node = await WebApp.StartAsync(database, clock: new ShiftedTime(TimeSpan.FromHours(-1)));
        return new Patient
        {
            Doctor = ["--redis", database, "--url", node.Url.ToString()],
            Nodes = [node],
            Others = [healthy.Backend],
            Afterwards = node.DisposeAsync,
        };
    }
}
