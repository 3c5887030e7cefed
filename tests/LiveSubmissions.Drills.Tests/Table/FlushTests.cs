using LiveSubmissions.Contracts;
using LiveSubmissions.Drills.Tests.Support;
using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Drills.Tests.Table;

/// <summary><c>FLUSHDB</c> under connected clients: no connection breaks, the log is gone.</summary>
public sealed class FlushTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_client_is_told_to_resync_and_20_updates_later_has_all_20(bool noticedBeforeTheUpdates)
    {
        await using var server = await RedisServer.StartAsync();
        var database = new Database();
        await using var backend = await Backend.StartAsync(server.Url);
        await using var judge = await Judge.StartAsync(server.Url, database);
        await using var admin = await RedisAdmin.ConnectAsync(server);
        await using var v1 = await backend.OpenPageAsync(database);
        await using var other = await backend.OpenPageAsync(database);
        await using var plain = await backend.OpenPageAsync(database, subprotocol: null);
        for (var i = 0; i < 20; i++) await judge.SayAsync(i, "evaluating");
        await v1.ToBeRightAsync();
        await other.ToBeRightAsync();

        await admin.DoAsync("FLUSHDB");
        if (noticedBeforeTheUpdates) await Eventually.TrueAsync(() => v1.Resyncs + other.Resyncs == 2, "the re-check finds another log");
        for (var i = 0; i < 20; i++) Assert.Equal(BroadcastOutcome.Accepted, (await judge.SayAsync(i, "accepted")).Result.Outcome);
        await v1.ToBeRightAsync();
        await other.ToBeRightAsync();

        Assert.True(v1.Resyncs > 0 && other.Resyncs > 0, "both were told that history is gone");
        Assert.True(v1.IsOpen && other.IsOpen, "no socket was closed");
        await Eventually.TrueAsync(() => plain.Wire.Closed?.Code == 1012, "the plain client, which cannot be told, is closed with 1012");
        if (!noticedBeforeTheUpdates) return;
        Assert.Equal(20, v1.Wire.States.Values.Count(static state => state.GetProperty("status").GetString() == "accepted"));
        DrillReport.Measured("flush", "`resync`, then 20 of 20");
    }
}
