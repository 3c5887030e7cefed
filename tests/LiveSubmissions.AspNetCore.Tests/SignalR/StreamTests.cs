using System.Text.Json.Nodes;
using LiveSubmissions.AspNetCore.Tests.Protocol;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

public sealed class StreamTests
{
    private static readonly JsonObject Metrics = new()
    {
        ["accuracy"] = 0.95,
        ["cases"] = 12,
        ["big"] = 1763913600123456,
        ["names"] = new JsonArray("a", null, true, new JsonObject { ["deep"] = 1.5 }),
    };

    [Theory]
    [InlineData(HubSide.Json)]
    [InlineData(HubSide.MessagePack)]
    public async Task The_messages_are_v1s_with_the_same_fields_on_both_protocols(string protocol)
    {
        await using var web = await HubSide.StartAsync();
        await using var connection = await web.ConnectHubAsync(protocol);
        await using var stream = await connection.FollowAsync(1);

        await web.SayAsync(42, SubmissionStatus.Accepted, (JsonObject)Metrics.DeepClone(), revision: 7, progress: 0.5);
        await web.SayAsync("abc", SubmissionStatus.Queued);

        var messages = await stream.CountAsync(3);
        Assert.Equal(["hello", "submission_update", "submission_update"], stream.Types());
        Assert.Equal(
            ProtocolPage.Normalise(ProtocolPage.Examples["hello"]), ProtocolPage.Normalise(messages[0].ToJsonString()));
        Assert.Equal(
            ["type", "submission_id", "status", "metrics", "problem_id", "revision", "progress", "at", "sequence"], messages[1].Select(static field => field.Key));
        Assert.Equal(42, (long)messages[1]["submission_id"]!);
        Assert.Equal("accepted", (string?)messages[1]["status"]);
        Assert.True(JsonNode.DeepEquals(Metrics, messages[1]["metrics"]), messages[1].ToJsonString());
        Assert.Equal(0.5, (double)messages[1]["progress"]!);
        Assert.Equal("abc", (string?)messages[2]["submission_id"]);
        Assert.Null(messages[2]["metrics"]);
    }

    [Theory]
    [InlineData(HubSide.Json)]
    [InlineData(HubSide.MessagePack)]
    public async Task A_client_resumes_from_its_position(string protocol)
    {
        await using var web = await HubSide.StartAsync();
        var position = await web.SayAsync(1, SubmissionStatus.Queued);
        await web.SayAsync(2, SubmissionStatus.Queued);
        await web.SayAsync(3, SubmissionStatus.Queued);
        await web.SayAsync(2, SubmissionStatus.Accepted);
        await using var connection = await web.ConnectHubAsync(protocol);

        await using var resumed = await connection.FollowAsync(1, position.ToString());
        await using var all = await connection.FollowAsync("1", "0");
        await using var allByNumber = await connection.FollowAsync("1", 0);

        Assert.True((bool)(await resumed.CountAsync(3))[0]["resumed"]!);
        Assert.Equal([3L, 2L], resumed.Updates.Select(static update => (long)update["submission_id"]!));
        Assert.Equal("accepted", (string?)resumed.Last["status"]);
        await all.CountAsync(4);
        Assert.Equal([1L, 3L, 2L], all.Updates.Select(static update => (long)update["submission_id"]!));
        await allByNumber.CountAsync(4);
    }

    [Theory]
    [InlineData("gone:5", "epoch")]
    [InlineData("nonsense", "epoch")]
    public async Task A_position_that_cannot_be_used_is_answered_with_resync_and_the_stream_goes_on(string since, string reason)
    {
        await using var web = await HubSide.StartAsync();
        await using var connection = await web.ConnectHubAsync();
        await using var stream = await connection.FollowAsync(1, since);

        await stream.CountAsync(2);
        await web.SayAsync(1, SubmissionStatus.Queued);

        var messages = await stream.CountAsync(3);
        Assert.Equal(["hello", "resync", "submission_update"], stream.Types());
        Assert.False((bool)messages[0]["resumed"]!);
        Assert.Equal(reason, (string?)messages[1]["reason"]);
    }

    [Fact]
    public async Task One_submission_is_a_filter_and_its_position_moves_on_with_the_heartbeat()
    {
        await using var web = await HubSide.StartAsync(options: static options => options.Feed.HeartbeatInterval = TimeSpan.FromSeconds(1));
        await using var connection = await web.ConnectHubAsync();
        await using var stream = await connection.FollowSubmissionAsync(1, 2);

        await web.SayAsync(1, SubmissionStatus.Queued);
        await web.SayAsync(2, SubmissionStatus.Queued);
        var end = await web.SayAsync(3, SubmissionStatus.Queued);

        await stream.CountAsync(3);
        Assert.Equal(2L, (long)Assert.Single(stream.Updates)["submission_id"]!);
        Assert.Equal("heartbeat", (string?)stream.Last["type"]);
        Assert.Equal(end.ToString(), (string?)stream.Last["position"]);
    }

    [Fact]
    public async Task Everything_comes_once_and_in_order_whatever_else_the_connection_does()
    {
        await using var web = await HubSide.StartAsync();
        await using var connection = await web.ConnectHubAsync();
        await using var first = await connection.FollowAsync(1);
        await using var second = await connection.FollowAsync("1");

        for (var id = 1; id <= 200; id++) await web.SayAsync(id, SubmissionStatus.Accepted);

        foreach (var stream in (HubStream[])[first, second])
        {
            await stream.CountAsync(201);
            Assert.Equal(Enumerable.Range(1, 200).Select(static id => (long)id), stream.Updates.Select(static update => (long)update["submission_id"]!));
        }
    }

    [Fact]
    public async Task A_stream_that_the_client_leaves_ends_on_the_server()
    {
        await using var web = await HubSide.StartAsync();
        await using var connection = await web.ConnectHubAsync();
        for (var i = 0; i < 150; i++)
        {
            await using var stream = await connection.FollowAsync(1);
        }

        await using var last = await connection.FollowAsync(1);
        await web.SayAsync(1, SubmissionStatus.Queued);
        await last.CountAsync(2);
    }

    [Fact]
    public async Task A_client_that_comes_back_has_missed_nothing()
    {
        await using var web = await HubSide.StartAsync();
        await using var connection = await web.ConnectHubAsync();
        await using (var stream = await connection.FollowAsync(1))
        {
            await web.SayAsync(1, SubmissionStatus.Queued);
            await stream.CountAsync(2);
            var position = $"{((string)stream.Messages[0]["position"]!).Split(':')[0]}:{stream.Last["sequence"]}";
            await connection.StopAsync();
            await web.SayAsync(2, SubmissionStatus.Queued);
            await connection.StartAsync();

            await using var again = await connection.FollowAsync(1, position);
            await again.CountAsync(2);
            Assert.Equal(2L, (long)Assert.Single(again.Updates)["submission_id"]!);
        }
    }

    [Theory]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task It_works_over_SignalRs_other_transports(HttpTransportType transport)
    {
        await using var web = await HubSide.StartAsync();
        await using var connection = await web.ConnectHubAsync(transports: transport);
        await using var stream = await connection.FollowAsync(1);

        await web.SayAsync(1, SubmissionStatus.Queued);

        await stream.CountAsync(2);
        Assert.Single(stream.Updates);
    }

    [Theory]
    [InlineData(true, "problemId is true")]
    [InlineData(1.5, "problemId is 1.5")]
    [InlineData(null, "problemId is null")]
    public async Task What_cannot_be_an_id_is_refused_with_a_text(object? problem, string says)
    {
        await using var web = await HubSide.StartAsync();
        foreach (var protocol in (string[])[HubSide.Json, HubSide.MessagePack])
        {
            await using var connection = await web.ConnectHubAsync(protocol);
            await using var stream = HubStream.Read(connection, "Follow", problem, null);

            var error = await Assert.ThrowsAsync<HubException>(() => stream.Completion);

            Assert.Contains(says, error.Message, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("whole number or as a string", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_cannot_be_a_position_is_refused_with_a_text()
    {
        await using var web = await HubSide.StartAsync();
        await using var connection = await web.ConnectHubAsync();
        await using var stream = HubStream.Read(connection, "Follow", 1, true);

        var error = await Assert.ThrowsAsync<HubException>(() => stream.Completion);

        Assert.Contains("since is true", error.Message, StringComparison.Ordinal);
    }
}
