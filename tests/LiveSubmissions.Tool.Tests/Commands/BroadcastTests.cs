using System.Text.Json.Nodes;
using LiveSubmissions.TestKit;
using LiveSubmissions.TestKit.Tool;
using LiveSubmissions.TestKit.Wire;
using LiveSubmissions.Tool.Broadcast;
using LiveSubmissions.Tool.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.Tool.Tests.Commands;

public sealed class BroadcastTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly string[] GuideTest = ["broadcast", "--problem", "1", "--submission", "999", "--status", "accepted", "--metrics", """{"test": 0.95}"""];

    private readonly string _redis = redis.NextUrl();

    [Fact]
    public async Task The_guides_manual_broadcast_arrives_at_a_socket()
    {
        await using var host = await Host.StartAsync(_redis);
        await using var socket = await WireClient.ConnectAsync(new Uri($"{host.Url}/ws/problems/1/submissions/"), WireClient.V1);
        Assert.Contains("hello", await socket.ReceiveAsync(), StringComparison.Ordinal);

        var result = await ToolProcess.RunAsync(GuideTest, new Dictionary<string, string> { ["CHANNEL_LAYER_REDIS_URL"] = _redis });

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.StartsWith("Accepted: submission_id=999, problem_id=1, status=accepted, position=", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "\"submission_id\":999,\"status\":\"accepted\",\"metrics\":{\"test\":0.95}", await socket.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_revision_is_refused()
    {
        string[] call = ["broadcast", "--problem", "1", "--submission", "9", "--status", "accepted", "--redis", _redis, "--revision"];
        Assert.Equal(0, (await Cli.RunAsync([.. call, "7"])).ExitCode);

        var result = await Cli.RunAsync([.. call, "6"]);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("Refused: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_redis_it_is_skipped()
    {
        var result = await Cli.RunAsync([.. GuideTest, "--redis", ""]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("channel layer is not configured", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_sent_has_failed()
    {
        var result = await Cli.RunAsync([.. GuideTest, "--redis", $"redis://:s3cret@127.0.0.1:{FreePort.Next()}/0"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("refuses connections", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_in_development_is_asked_to_broadcast_it()
    {
        JsonNode? asked = null;
        await using var host = await Host.StartOtherAsync(app => app.MapPost("/live-submissions/broadcast", async (HttpContext http) =>
        {
            asked = await JsonNode.ParseAsync(http.Request.Body);
            return Results.Text("""{"outcome":"accepted","position":"e:1","reason":null}""", "application/json");
        }));

        var result = await Cli.RunAsync([.. GuideTest, "--url", host.Url]);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal("""{"problem_id":1,"submission_id":999,"status":"accepted","metrics":{"test":0.95}}""", asked!.ToJsonString());
        Assert.Contains("position=e:1", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_left_out_or_changed_is_told()
    {
        var result = await Cli.RunAsync(
            ["broadcast", "--problem", "1", "--submission", "9", "--status", "wrong\nanswer", "--progress", "1.5", "--redis", _redis]);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Contains("Left out or changed: the status 'wrong?answer' was sent as 'wrong answer'", result.Output, StringComparison.Ordinal);
        Assert.Contains("the progress 1.5 was sent as 1", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_left_out_here_and_by_the_host_is_told()
    {
        JsonNode? asked = null;
        await using var host = await Host.StartOtherAsync(app => app.MapPost("/live-submissions/broadcast", async (HttpContext http) =>
        {
            asked = await JsonNode.ParseAsync(http.Request.Body);
            return Results.Text("""{"outcome":"accepted","position":"e:1","reason":null,"left_out":"the metrics were left out"}""", "application/json");
        }));

        var result = await Cli.RunAsync([.. GuideTest, "--progress", "NaN", "--revision=-1", "--url", host.Url]);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal("""{"problem_id":1,"submission_id":999,"status":"accepted","metrics":{"test":0.95}}""", asked!.ToJsonString());
        Assert.Contains("the progress NaN was left out", result.Output, StringComparison.Ordinal);
        Assert.Contains("the revision -1 was left out", result.Output, StringComparison.Ordinal);
        Assert.Contains("; the metrics were left out", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":"\ud800"}""")]
    public async Task Metrics_that_cannot_be_sent_are_wrong_usage_before_anything_is_sent(string metrics)
    {
        var result = await Cli.RunAsync(
            ["broadcast", "--problem", "1", "--submission", "9", "--status", "accepted", "--metrics", metrics, "--redis", _redis]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--metrics", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_log_knows_already_is_a_success()
    {
        await using var host = await Host.StartOtherAsync(app => app.MapPost(
            "/live-submissions/broadcast",
            () => Results.Text("""{"outcome":"already_known","position":"e:1","reason":"the log holds this revision with this content"}""", "application/json")));

        var result = await Cli.RunAsync([.. GuideTest, "--url", host.Url, "--revision", "7"]);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.StartsWith("Already known: submission_id=999, problem_id=1, status=accepted, position=e:1", result.Output, StringComparison.Ordinal);
        Assert.Equal("already_known", BroadcastAnswer.From(BroadcastResult.AlreadyKnown(new FeedPosition("e", 1))).Outcome);
    }

    [Fact]
    public async Task A_host_without_the_endpoint_is_told_what_to_map()
    {
        await using var host = await Host.StartAsync(_redis);

        var result = await Cli.RunAsync([.. GuideTest, "--url", host.Url]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("MapLiveSubmissionsDoctor()", result.Output, StringComparison.Ordinal);
    }
}
