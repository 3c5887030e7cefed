using System.Text.Json;
using JudgeHost.Tests.Processes;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Wire;

namespace JudgeHost.Tests.Flow;

[Collection(ProcessCollection.Name)]
public sealed class WatchingTests(OneProcess host) : IClassFixture<OneProcess>
{
    private JudgeApi Api => host.Judge.Api;

    [Fact]
    public async Task Who_watches_sees_queued_then_evaluating_then_accepted_as_the_api_has_it()
    {
        await using var client = await WireClient.ConnectAsync(Api.Feed(1), WireClient.V1, host.Judge.PageOrigin);
        await client.ReceiveAsync();
        var id = await Api.UploadAsync(1, Datasets.DigitsWithErrors(18));
        var seen = await ReadUntilTerminalAsync(client, id);

        Assert.Equal("accepted", seen[^1].GetProperty("status").GetString());
        var order = new[] { "queued", "evaluating", "accepted" };
        var places = seen.Select(update => Array.IndexOf(order, update.GetProperty("status").GetString())).ToList();
        Assert.Equal(places.Order(), places);
        Assert.Contains(0, places);
        Assert.Contains(1, places);
        var revisions = seen.Select(update => update.GetProperty("revision").GetInt64()).ToList();
        Assert.Equal(revisions.Distinct().Order(), revisions);
        AssertSame(await Api.SubmissionAsync(id), seen[^1]);
    }

    [Fact]
    public async Task Metrics_and_progress_appear_while_it_is_evaluated()
    {
        // Its own judge: with many resamples the evaluation takes long enough to be seen.
        await using var judge = await Judge.OneProcessAsync(new Dictionary<string, string> { ["Judge__BootstrapResamples"] = "60000" });
        await using var client = await WireClient.ConnectAsync(judge.Api.Feed(1), WireClient.V1);
        await client.ReceiveAsync();
        var id = await judge.Api.UploadAsync(1, Datasets.DigitsWithErrors(18));
        var running = (await ReadUntilTerminalAsync(client, id)).Where(update => update.GetProperty("status").GetString() == "evaluating").ToList();

        var known = running.Where(update => update.GetProperty("metrics").ValueKind == JsonValueKind.Object).ToList();
        Assert.All(known, update => Assert.Equal(0.989983, update.GetProperty("metrics").GetProperty("accuracy").GetDouble()));
        Assert.Contains(known, update => update.GetProperty("progress").GetDouble() is > 0 and < 1);
    }

    [Fact]
    public async Task A_page_that_loads_the_list_and_follows_from_its_position_misses_nothing()
    {
        var before = await Api.UploadAsync(2, Datasets.Right("iris"));
        await Api.UntilAsync(before, "accepted");
        var list = await Api.GetAsync("/api/problems/2/submissions");
        var between = await Api.UploadAsync(2, Datasets.Right("iris"));
        await Api.UntilAsync(between, "accepted");

        await using var client = await WatchingClient.ConnectAsync(Api.Feed(2, list.GetProperty("position").GetString()));
        await Eventually.TrueAsync(() => client.Status($"{between}") == "accepted", "what came after the list is there");
        Assert.Null(client.Status($"{before}"));
    }

    [Fact]
    public async Task A_client_of_the_plain_dialect_ends_with_the_same_state()
    {
        await using var client = await WatchingClient.ConnectAsync(Api.Feed(3), subprotocol: null);
        var id = await Api.UploadAsync(3, Datasets.Right("diabetes"));
        await Eventually.TrueAsync(() => client.Status($"{id}") == "accepted", "the plain client sees the end");

        var state = client.States[$"{id}"];
        Assert.Equal(["type", "submission_id", "status", "metrics"], state.EnumerateObject().Select(field => field.Name));
        Assert.True(JsonElement.DeepEquals((await Api.SubmissionAsync(id)).GetProperty("metrics"), state.GetProperty("metrics")));
    }

    private static async Task<IReadOnlyList<JsonElement>> ReadUntilTerminalAsync(WireClient client, long id)
    {
        var seen = new List<JsonElement>();
        while (seen.Count == 0 || seen[^1].GetProperty("status").GetString() is "queued" or "evaluating")
        {
            var message = JsonDocument.Parse(await client.ReceiveAsync()).RootElement;
            var updates = message.ValueKind == JsonValueKind.Array ? message.EnumerateArray().ToList() : [message];
            seen.AddRange(updates.Where(update =>
                update.GetProperty("type").GetString() == "submission_update" && update.GetProperty("submission_id").GetInt64() == id));
        }

        return seen;
    }

    private static void AssertSame(JsonElement row, JsonElement update)
    {
        foreach (var field in new[] { "submission_id", "problem_id", "status", "revision", "metrics", "progress" })
        {
            Assert.True(JsonElement.DeepEquals(row.GetProperty(field), update.GetProperty(field)), $"{field}: {row} and {update}");
        }

    }
}
