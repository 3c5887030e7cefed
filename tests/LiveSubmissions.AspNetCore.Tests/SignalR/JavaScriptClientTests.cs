using System.Text.Json.Nodes;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

[Trait("Category", "Slow")]
public sealed class JavaScriptClientTests
{
    private static readonly JsonObject Metrics = new() { ["accuracy"] = 0.95, ["cases"] = new JsonArray(1, "two", null, true) };

    [Theory]
    [InlineData(HubSide.Json)]
    [InlineData(HubSide.MessagePack)]
    public async Task It_streams(string protocol)
    {
        await using var web = await HubSide.StartAsync();
        await using var node = await NodeFollower.StartAsync("follow.mjs", web.Address.ToString(), protocol, "stream", "1");
        await node.CountAsync(1);

        await web.SayAsync(42, SubmissionStatus.Accepted, (JsonObject)Metrics.DeepClone(), revision: 7, progress: 1);

        var said = await node.CountAsync(2);
        Assert.Equal("hello", (string?)said[0].Message!["type"]);
        var update = said[1].Message!.AsObject();
        Assert.Equal(
            ["type", "submission_id", "status", "metrics", "problem_id", "revision", "progress", "at", "sequence"], update.Select(static field => field.Key));
        Assert.Equal("42", update["submission_id"]!.ToJsonString());
        Assert.True(JsonNode.DeepEquals(Metrics, update["metrics"]), update.ToJsonString());
        Assert.Equal((await web.PositionAsync()).Sequence, (long)update["sequence"]!);
    }

    [Theory]
    [InlineData(HubSide.Json)]
    [InlineData(HubSide.MessagePack)]
    public async Task It_resumes_and_is_told_when_it_cannot(string protocol)
    {
        await using var web = await HubSide.StartAsync();
        var position = await web.SayAsync(1, SubmissionStatus.Queued);
        await web.SayAsync(2, SubmissionStatus.Queued);
        await using var resumed = await NodeFollower.StartAsync("follow.mjs", web.Address.ToString(), protocol, "stream", "1", position.ToString());
        await using var lost = await NodeFollower.StartAsync("follow.mjs", web.Address.ToString(), protocol, "stream", "1", "gone:1");
        await using var nobody = await NodeFollower.StartAsync("follow.mjs", web.Address.ToString(), protocol, "stream", "a b");

        Assert.Equal(2, (long)(await resumed.CountAsync(2))[1].Message!["submission_id"]!);
        Assert.Equal("resync", (string?)(await lost.CountAsync(2))[1].Message!["type"]);
        var refused = await nobody.CountAsync(2);
        Assert.Equal(4400, (long)refused[0].Message!["code"]!);
        Assert.Equal("complete", refused[1].Method);
    }

    [Theory]
    [InlineData(HubSide.Json)]
    [InlineData(HubSide.MessagePack)]
    public async Task It_is_called_back(string protocol)
    {
        await using var web = await HubSide.StartAsync();
        var position = await web.SayAsync(1, SubmissionStatus.Queued);
        await using var node = await NodeFollower.StartAsync("follow.mjs", web.Address.ToString(), protocol, "callback", "1");
        Assert.Equal(position.ToString(), (string?)(await node.CountAsync(1))[0].Message);

        await web.SayAsync(2, SubmissionStatus.Accepted);

        var (method, update) = (await node.CountAsync(2))[1];
        Assert.Equal("SubmissionUpdate", method);
        Assert.Equal("accepted", (string?)update!["status"]);
    }
}
