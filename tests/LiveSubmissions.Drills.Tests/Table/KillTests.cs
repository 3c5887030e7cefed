using LiveSubmissions.Contracts;
using LiveSubmissions.Drills.Tests.Support;
using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Drills.Tests.Table;

/// <summary>Redis is killed (SIGKILL) in the middle of a run and is back after 2 s.</summary>
public sealed class KillTests
{
    private const int PerSecond = 500;
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task With_AOF_a_client_that_stays_ends_with_every_final_state_in_both_dialects()
    {
        await using var server = await RedisServer.StartAsync(null, "--appendonly", "yes");
        var database = new Database();
        await using var backend = await Backend.StartAsync(server.Url);
        await using var judge = await Judge.StartAsync(server.Url, database);
        await using var v1 = await backend.OpenPageAsync(database);
        await using var plain = await backend.OpenPageAsync(database, subprotocol: null);

        await RunAsync(server, judge, 1000, static i => (i % 250, i < 750 ? "evaluating" : "accepted"));
        await v1.ToBeRightAsync();
        await plain.ToBeRightAsync();

        Assert.All(judge.All, Outcomes.IsKnown);
        Assert.True(v1.IsOpen && plain.IsOpen, "no socket was closed");
        Assert.Equal(0, v1.Resyncs);
        DrillReport.Measured("kill", $"{v1.Submissions} of 250 final states, socket survives, no exception");
    }

    [Fact]
    public async Task Without_AOF_a_client_that_stays_is_told_to_ask_the_application_and_is_right_then()
    {
        await using var server = await RedisServer.StartAsync();
        var database = new Database();
        await using var backend = await Backend.StartAsync(server.Url);
        await using var judge = await Judge.StartAsync(server.Url, database);
        await using var v1 = await backend.OpenPageAsync(database);
        await using var plain = await backend.OpenPageAsync(database, subprotocol: null);

        await RunAsync(server, judge, 1000, static i => (i % 250, i < 750 ? "evaluating" : "accepted"));
        await v1.ToBeRightAsync();

        Assert.All(judge.All, Outcomes.IsKnown);
        Assert.True(v1.IsOpen, "the socket was not closed");
        Assert.True(v1.Resyncs > 0, "the client was told that history is gone");
        await Eventually.TrueAsync(() => plain.Wire.Closed?.Code == 1012, "the plain client, which cannot be told, is closed with 1012");
        DrillReport.Measured("kill, log lost", "`resync`, then all 250 final states, socket survives, no exception");
    }

    [Fact]
    public async Task Of_3000_updates_across_the_outage_none_is_lost_without_an_error()
    {
        const int Updates = 3000;
        await using var server = await RedisServer.StartAsync(null, "--appendonly", "yes");
        var database = new Database();
        await using var backend = await Backend.StartAsync(server.Url);
        await using var judge = await Judge.StartAsync(server.Url, database);
        await using var page = await backend.OpenPageAsync(database);

        // A submission each: nothing supersedes an update, so each one counts.
        await RunAsync(server, judge, Updates, static i => (i, "accepted"));
        await page.ToBeRightAsync();

        Assert.Equal(Updates, judge.All.Count);
        Assert.All(judge.All, Outcomes.IsKnown);
        Assert.Equal(Updates, page.Submissions);
        var deferred = judge.All.Count(static given => given.Result.Outcome == BroadcastOutcome.Deferred);
        DrillReport.Measured("outage", $"{Updates - page.Submissions} (of {Updates}, {deferred} were reported as deferred)");
    }

    private static async Task RunAsync(RedisServer server, Judge judge, int updates, Func<int, (int Submission, string Status)> update)
    {
        Task? outage = null;
        await Judge.PaceAsync(updates, PerSecond, i =>
        {
            if (i == updates / 2) outage = Outages.KillAsync(server, Down);
            var (submission, status) = update(i);
            judge.Say(submission, status);
        });
        await outage!;
        await judge.SettledAsync();
    }
}
