using System.Text.Json;
using JudgeHost.Tests.Processes;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Redis;
using LiveSubmissions.TestKit.Wire;

namespace JudgeHost.Tests.Flow;

/// <summary>200 files at once while 50 clients watch: everybody ends with the 200 terminal states, as the API has them.</summary>
[Collection(ProcessCollection.Name)]
public sealed class LoadTests
{
    private const int Files = 200;
    private const int Clients = 50;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    private static readonly Dictionary<string, string> Quick = new() { ["Judge__BootstrapResamples"] = "500" };

    [Fact]
    public async Task In_one_process()
    {
        await using var judge = await Judge.OneProcessAsync(Quick);
        await UploadAllWhileAllWatchAsync(judge);
    }

    [Fact]
    public async Task With_two_workers_over_redis()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var judge = await Judge.SeparateAsync(redis, workers: 2, Quick);
        await UploadAllWhileAllWatchAsync(judge);
    }

    private static async Task UploadAllWhileAllWatchAsync(Judge judge)
    {
        // Every fifth client speaks the plain dialect.
        var clients = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i =>
            WatchingClient.ConnectAsync(judge.Api.Feed(2), i % 5 == 0 ? null : WireClient.V1, judge.PageOrigin)));
        var ids = await UploadAllAsync(judge);
        var rows = await TerminalRowsAsync(judge, ids);

        await Eventually.TrueAsync(
            () => clients.All(client => ids.All(id => client.Status($"{id}") is "accepted" or "rejected")),
            "every client has every terminal state", Deadline);
        foreach (var (client, i) in clients.Select((client, i) => (client, i)))
        {
            Assert.Equal(Files, client.States.Count);
            Assert.Empty(client.BackwardSteps);
            foreach (var id in ids) AssertSame(rows[id], client.States[$"{id}"], plain: i % 5 == 0);
            await client.DisposeAsync();
        }
    }

    /// <summary>An upload that is not taken fails with what the judge says of it.</summary>
    private static async Task<long[]> UploadAllAsync(Judge judge)
    {
        try
        {
            return await Task.WhenAll(Enumerable.Range(0, Files).Select(i => judge.Api.UploadAsync(2, File(i))));
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{exception.Message}\n{judge.Backend.Log}", exception);
        }
    }

    private static async Task<Dictionary<long, JsonElement>> TerminalRowsAsync(Judge judge, long[] ids)
    {
        var rows = new Dictionary<long, JsonElement>();
        await Eventually.TrueAsync(
            async () =>
            {
                var list = await judge.Api.GetAsync($"/api/problems/2/submissions?limit={Files}");
                rows = list.GetProperty("submissions").EnumerateArray().ToDictionary(row => row.GetProperty("submission_id").GetInt64());
                return rows.Values.All(row => row.GetProperty("finished_at").ValueKind != JsonValueKind.Null);
            },
            "everything is evaluated", Deadline);
        Assert.Equal(ids.Order(), rows.Keys.Order());
        Assert.Equal(Files / 4, rows.Values.Count(row => row.GetProperty("status").GetString() == "rejected"));
        Assert.Equal(Files - (Files / 4), rows.Values.Count(row => row.GetProperty("status").GetString() == "accepted"));
        return rows;
    }

    private static void AssertSame(JsonElement row, JsonElement update, bool plain)
    {
        string[] fields = plain ? ["submission_id", "status", "metrics"] : ["submission_id", "status", "metrics", "problem_id", "revision", "progress"];
        foreach (var field in fields)
        {
            Assert.True(JsonElement.DeepEquals(row.GetProperty(field), update.GetProperty(field)), $"{field}: {row} and {update}");
        }
    }

    /// <summary>Files that differ from one another: in how much is right, and every fourth is malformed.</summary>
    private static string File(int i)
    {
        if (i % 4 == 3) return $"id,prediction\n1,setosa\n{i + 1_000},setosa\n";
        string[] species = ["setosa", "versicolor", "virginica"];
        var lines = Enumerable.Range(1, 150).Select(id => $"{id},{species[id <= i % 150 ? (id - 1) / 50 : 2]}");
        return string.Join('\n', lines.Prepend("id,prediction")) + "\n";
    }
}
