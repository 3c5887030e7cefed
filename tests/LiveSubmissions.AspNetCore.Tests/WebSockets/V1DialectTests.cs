using System.Text.Json;
using System.Text.Json.Nodes;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.WebSockets;

public sealed class V1DialectTests
{
    [Fact]
    public async Task The_first_message_is_a_hello_with_the_position_from_which_it_is_live()
    {
        await using var web = await WebSide.StartAsync();
        var position = await web.SayAsync(1, SubmissionStatus.Queued);

        await using var client = await web.ConnectAsync(WireClient.V1);

        Assert.Equal(WireClient.V1, client.Subprotocol);
        Assert.Equal(
            $$"""{"type":"hello","position":"{{position}}","resumed":false,"complete":true,"heartbeat_seconds":10}""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task An_update_has_the_further_fields_and_the_sequence_last()
    {
        await using var web = await WebSide.StartAsync();
        await using var client = await web.ConnectAsync(WireClient.V1);
        await client.ReceiveAsync();

        var position = await web.SayAsync(42, SubmissionStatus.Evaluating, new JsonObject { ["accuracy"] = 0.95 }, revision: 7, progress: 0.5);

        var update = JsonDocument.Parse(await client.ReceiveAsync()).RootElement;
        Assert.Equal(
            ["type", "submission_id", "status", "metrics", "problem_id", "revision", "progress", "at", "sequence"],
            update.EnumerateObject().Select(static field => field.Name));
        Assert.Equal(1, update.GetProperty("problem_id").GetInt32());
        Assert.Equal(7, update.GetProperty("revision").GetInt64());
        Assert.Equal(0.5, update.GetProperty("progress").GetDouble());
        Assert.Equal(position.Sequence, update.GetProperty("sequence").GetInt64());
        Assert.EndsWith("Z", update.GetProperty("at").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_states_come_as_one_array_oldest_first()
    {
        await using var web = await WebSide.StartAsync();
        for (var id = 1; id <= 5; id++) await web.SayAsync(id, SubmissionStatus.Queued);

        await using var client = await web.ConnectAsync(WireClient.V1, since: "0");

        Assert.Contains("\"complete\":true", await client.ReceiveAsync(), StringComparison.Ordinal);
        var updates = JsonDocument.Parse(await client.ReceiveAsync()).RootElement;
        Assert.Equal([1, 2, 3, 4, 5], updates.EnumerateArray().Select(static update => update.GetProperty("submission_id").GetInt32()));
        Assert.Equal(
            updates.EnumerateArray().Select(static update => update.GetProperty("sequence").GetInt64()).Order(),
            updates.EnumerateArray().Select(static update => update.GetProperty("sequence").GetInt64()));
    }

    [Fact]
    public async Task While_nothing_happens_a_heartbeat_says_where_the_client_stands()
    {
        await using var web = await WebSide.StartAsync(static options => options.Feed.HeartbeatInterval = TimeSpan.FromMilliseconds(100));
        var position = await web.SayAsync(1, SubmissionStatus.Queued);
        await using var client = await web.ConnectAsync(WireClient.V1);

        Assert.EndsWith("\"heartbeat_seconds\":0.1}", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal($$"""{"type":"heartbeat","position":"{{position}}","verified":true}""", await client.ReceiveAsync());
        Assert.Equal($$"""{"type":"heartbeat","position":"{{position}}","verified":true}""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Progress_is_told_each_time_it_changes()
    {
        await using var web = await WebSide.StartAsync();
        await using var client = await web.ConnectAsync(WireClient.V1);
        await client.ReceiveAsync();

        foreach (var progress in new[] { 0.25, 0.5 })
        {
            await web.SayAsync(1, SubmissionStatus.Evaluating, progress: progress);
            Assert.Equal(progress, JsonDocument.Parse(await client.ReceiveAsync()).RootElement.GetProperty("progress").GetDouble());
        }
    }
}
