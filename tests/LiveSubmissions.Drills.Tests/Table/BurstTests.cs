using System.Diagnostics;
using LiveSubmissions.Contracts;
using LiveSubmissions.Drills.Tests.Support;
using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Drills.Tests.Table;

/// <summary>5,000 updates at once.</summary>
public sealed class BurstTests
{
    private const int Updates = 5000;
    private const int BytesPerSecond = 25_000;

    [Fact]
    public async Task A_normal_client_ends_with_every_final_state_of_four_publishers()
    {
        await using var server = await RedisServer.StartAsync();
        var database = new Database();
        await using var backend = await Backend.StartAsync(server.Url);
        await using var page = await backend.OpenPageAsync(database);

        // A submission each: nothing supersedes an update, so each one counts.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async publisher =>
        {
            await using var judge = await Judge.StartAsync(server.Url, database);
            for (var i = publisher; i < Updates; i += 4) judge.Say(i, "accepted");
            await judge.SettledAsync();

            // 5,000 at once may be more than a busy machine's Redis answers within a try's second: what is deferred is sent before the worker stops.
            Assert.DoesNotContain(judge.All, static given => given.Result.Outcome is not (BroadcastOutcome.Accepted or BroadcastOutcome.Deferred));
            await judge.StopAsync();
        }));
        await page.ToBeRightAsync();

        Assert.Equal(Updates, page.Submissions);
        DrillReport.Measured("burst", $"{page.Submissions} of {Updates}, from 4 publishers");
    }

    [Fact]
    public async Task A_client_that_takes_25_kB_a_second_has_the_newest_states_without_those_between_and_costs_no_memory()
    {
        const int Submissions = 20;
        await using var server = await RedisServer.StartAsync();
        var database = new Database();
        await using var backend = DrillProcess.Start("backend", server.Url);
        var address = new Uri(await backend.LineAsync("listens on "));
        await using var judge = await Judge.StartAsync(server.Url, database);
        await using var healthy = new Page(database);
        await healthy.ConnectAsync(address);
        await using var slow = await SlowReader.ConnectAsync(address, BytesPerSecond);
        await Eventually.TrueAsync(
            async () =>
            {
                await judge.SayAsync(0, "queued");
                return slow.States.Count > 0;
            },
            "the slow client is attached");

        await BurstAsync(judge, Submissions, Updates / 2, "evaluating");
        var before = await backend.MemoryAsync();
        await BurstAsync(judge, Submissions, Updates / 2, "accepted");
        var ended = Stopwatch.GetTimestamp();
        var held = await backend.MemoryAsync() - before;
        await healthy.ToBeRightAsync();
        await Eventually.TrueAsync(() => Right(slow, database), "the slow client has the newest states", TimeSpan.FromSeconds(60));
        var after = Stopwatch.GetElapsedTime(ended);

        DrillReport.Measured(
            "slow client",
            $"newest states {after.TotalSeconds:0.0} s after the burst's end, {Math.Max(0, held) / 1024.0:0} KiB more memory in the backend, "
            + $"{slow.Received} updates sent");
        Assert.True(held < 512 * 1024, $"the burst's second half left {held} bytes behind in the backend");
        Assert.Empty(slow.BackwardSteps);
        Assert.True(slow.IsOpen, "nobody is cut for being slow");
    }

    /// <summary>Each submission's updates one after the other, so that the log accepts every one of them.</summary>
    private static async Task BurstAsync(Judge judge, int submissions, int updates, string last)
    {
        await Task.WhenAll(Enumerable.Range(0, submissions).Select(async submission =>
        {
            var count = updates / submissions;
            for (var i = 1; i <= count; i++)
            {
                var given = await judge.SayAsync(submission, i < count ? "evaluating" : last);
                Assert.Equal(BroadcastOutcome.Accepted, given.Result.Outcome);
            }
        }));
    }

    private static bool Right(SlowReader slow, Database database) =>
        database.Read().All(pair => slow.States.GetValueOrDefault(pair.Key) == pair.Value);
}
