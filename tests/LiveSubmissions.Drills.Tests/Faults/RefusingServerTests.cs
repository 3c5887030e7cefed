using LiveSubmissions.Contracts;
using LiveSubmissions.Drills.Tests.Support;
using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Drills.Tests.Faults;

/// <summary>Redis is there and refuses.</summary>
public sealed class RefusingServerTests
{
    private const int Submissions = 50;

    [Fact]
    public async Task Out_of_memory_updates_are_deferred_with_the_cause_and_arrive_once_there_is_room()
    {
        await using var server = await RedisServer.StartAsync(null, "--maxmemory-policy", "noeviction");
        var database = new Database();
        await using var admin = await RedisAdmin.ConnectAsync(server);
        await using var backend = await Backend.StartAsync(server.Url);
        await using var judge = await Judge.StartAsync(server.Url, database);
        await using var page = await backend.OpenPageAsync(database);
        for (var i = 0; i < Submissions; i++) judge.Say(i, "queued");
        await judge.SettledAsync();
        await page.ToBeRightAsync();
        var received = page.Received;

        await admin.DoAsync("CONFIG", "SET", "maxmemory", "1");
        for (var i = 0; i < Submissions; i++) judge.Say(i, "accepted");
        await judge.SettledAsync();
        var refused = judge.All.Where(static given => given.Row.Status == "accepted").ToList();
        Assert.All(refused, static given => Assert.Equal(BroadcastOutcome.Deferred, given.Result.Outcome));
        Assert.Contains(refused, static given => given.Result.Reason!.Contains("is out of memory", StringComparison.Ordinal));
        Assert.Equal(received, page.Received);

        await admin.DoAsync("CONFIG", "SET", "maxmemory", "0");
        await page.ToBeRightAsync();
        Assert.Equal(0, page.Resyncs);
        DrillReport.Measured("out of memory", $"{refused.Count} deferred, the reason says so; all {Submissions} right once there is room");
    }

    [Fact]
    public async Task With_a_wrong_password_updates_are_deferred_with_the_cause_and_arrive_once_it_is_right()
    {
        await using var server = await RedisServer.StartAsync("right-password");
        var database = new Database();
        await using var admin = await RedisAdmin.ConnectAsync(server);
        await using var backend = await Backend.StartAsync(server.Url);
        await using var judge = await Judge.StartAsync($"redis://:wrong-password@127.0.0.1:{server.Port}/0", database);
        await using var page = await backend.OpenPageAsync(database);

        for (var i = 0; i < Submissions; i++) judge.Say(i, "accepted");
        await judge.SettledAsync();
        Assert.All(judge.All, static given => Assert.Equal(BroadcastOutcome.Deferred, given.Result.Outcome));

        // While the very first connect takes longer than a try, all that is known is that nothing answers.
        await Eventually.TrueAsync(
            async () => (await judge.SayAsync(0, "accepted")).Result.Reason!.Contains("does not accept the user or the password", StringComparison.Ordinal),
            "the reason names the password");
        Assert.DoesNotContain(judge.All, static given => given.Result.Reason!.Contains("wrong-password", StringComparison.Ordinal));

        // Backends keep their connections; it is new ones that must know it.
        await admin.DoAsync("CONFIG", "SET", "requirepass", "wrong-password");
        await page.ToBeRightAsync();
        DrillReport.Measured("wrong password", $"{judge.All.Count} deferred, the reason says so; all {Submissions} right once it is accepted");
    }
}
