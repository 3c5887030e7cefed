using System.Diagnostics;
using LiveSubmissions.Drills.Tests.Support;
using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Drills.Tests.Faults;

/// <summary>Redis is down for a minute while the application goes on.</summary>
public sealed class LongOutageTests
{
    private const int Submissions = 500;
    private const int Rounds = 20;
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Ten_thousand_broadcasts_return_in_time_and_throw_nothing_and_all_500_are_right_on_every_client_afterwards()
    {
        await using var server = await RedisServer.StartAsync(null, "--appendonly", "yes");
        var database = new Database();
        await using var backend = await Backend.StartAsync(server.Url);
        await using var judge = await Judge.StartAsync(server.Url, database);
        await using var first = await backend.OpenPageAsync(database);
        await using var second = await backend.OpenPageAsync(database);
        for (var i = 0; i < Submissions; i++) judge.Say(i, "queued");
        await judge.SettledAsync();
        await first.ToBeRightAsync();

        await server.KillAsync();
        var down = Stopwatch.GetTimestamp();
        await RoundsAsync(judge, Rounds / 2, "evaluating");
        var half = GC.GetTotalMemory(forceFullCollection: true);
        await RoundsAsync(judge, Rounds / 2, "accepted");
        var held = GC.GetTotalMemory(forceFullCollection: true) - half;
        if (Down - Stopwatch.GetElapsedTime(down) is { Ticks: > 0 } rest) await Outages.LastAsync(rest);
        await server.RestartAsync();
        var back = Stopwatch.GetTimestamp();
        await first.ToBeRightAsync();
        await second.ToBeRightAsync();
        var right = Stopwatch.GetElapsedTime(back);

        var slowest = judge.All.Max(static given => given.Took);
        Assert.Equal(Submissions * (Rounds + 1), judge.All.Count);
        Assert.All(judge.All, static given => Outcomes.IsKnown(given));
        Assert.True(slowest < TimeSpan.FromSeconds(7), $"the slowest broadcast took {slowest.TotalSeconds:0.0} s of a budget of 5 s");
        Assert.True(held < 8 * 1024 * 1024, $"the second half of the broadcasts left {held} bytes behind");
        Assert.True(first.IsOpen && second.IsOpen, "no socket was closed");
        DrillReport.Measured(
            "a minute down",
            $"{Submissions * Rounds} broadcasts, slowest {slowest.TotalSeconds:0.0} s; second half of them {held / 1024.0 / 1024.0:0.0} MiB more memory; "
            + $"all {Submissions} right on both clients {right.TotalSeconds:0.0} s after Redis was back");
    }

    /// <summary>Each submission's broadcasts one after the other, as a worker gives them; all submissions at once.</summary>
    private static Task RoundsAsync(Judge judge, int rounds, string last) => Task.WhenAll(Enumerable.Range(0, Submissions).Select(async submission =>
    {
        for (var round = 1; round <= rounds; round++) await judge.SayAsync(submission, round < rounds ? "evaluating" : last);
    }));
}
