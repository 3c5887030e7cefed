using System.Net;
using System.Text.Json;
using JudgeHost.Tests.Processes;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Redis;

namespace JudgeHost.Tests.Flow;

/// <summary>Separate processes whose feed has no Redis, or has lost it: submissions are judged all the same, and everything says what is missing.</summary>
[Collection(ProcessCollection.Name)]
public sealed class WithoutRedisTests
{
    [Fact]
    public async Task Without_a_channel_layer_submissions_are_judged_and_the_log_and_health_say_what_to_set()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var judge = await Judge.SeparateAsync(redis, workers: 1, new Dictionary<string, string> { ["CHANNEL_LAYER_REDIS_URL"] = " " });
        var id = await judge.Api.UploadAsync(2, Datasets.Right("iris"));
        await judge.Api.UntilAsync(id, "accepted");

        await judge.Backend.UntilSaysAsync("Skip websocket broadcast: channel layer is not configured");
        await judge.Workers[0].UntilSaysAsync("Skip websocket broadcast: channel layer is not configured");
        await judge.Backend.UntilSaysAsync("not configured: set CHANNEL_LAYER_REDIS_URL");
        var list = await judge.Api.GetAsync("/api/problems/2/submissions");
        Assert.Equal(JsonValueKind.Null, list.GetProperty("position").ValueKind);
        Assert.Equal(1, list.GetProperty("submissions").GetArrayLength());

        using var ready = await judge.Api.Http.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("CHANNEL_LAYER_REDIS_URL", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_feeds_redis_is_away_submissions_are_judged_and_afterwards_the_feed_has_them()
    {
        await using var feed = await RedisServer.StartAsync();
        await using var queue = await RedisServer.StartAsync();
        await using var judge = await Judge.SeparateAsync(queue, workers: 1, new Dictionary<string, string> { ["CHANNEL_LAYER_REDIS_URL"] = feed.UrlOf(2) });
        await feed.KillAsync();

        var id = await judge.Api.UploadAsync(2, Datasets.Right("iris"));
        await judge.Api.UntilAsync(id, "accepted");
        var list = await judge.Api.GetAsync("/api/problems/2/submissions");
        Assert.Equal(JsonValueKind.Null, list.GetProperty("position").ValueKind);
        Assert.Equal(1, list.GetProperty("submissions").GetArrayLength());
        using var ready = await judge.Api.Http.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);

        await feed.RestartAsync();
        await judge.Workers[0].UntilSaysAsync("Successfully broadcasted submission update to problem_submissions_2");
    }

    [Fact]
    public async Task While_the_queues_redis_is_away_an_upload_is_told_and_saved_as_failed_and_can_be_rejudged()
    {
        await using var feed = await RedisServer.StartAsync();
        await using var queue = await RedisServer.StartAsync();
        await using var judge = await Judge.SeparateAsync(queue, workers: 1, new Dictionary<string, string> { ["CHANNEL_LAYER_REDIS_URL"] = feed.UrlOf(2) });
        await queue.KillAsync();

        using var answer = await judge.Api.PostAsync(2, System.Text.Encoding.UTF8.GetBytes(Datasets.Right("iris")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("/rejudge", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("failed", await judge.Api.StatusAsync(1));

        await queue.RestartAsync();
        await Eventually.TrueAsync(
            async () =>
            {
                using var again = await judge.Api.Http.PostAsync("/api/submissions/1/rejudge", null);
                return again.StatusCode == HttpStatusCode.Accepted;
            },
            "the queue takes it", TimeSpan.FromSeconds(60));
        await judge.Api.UntilAsync(1, "accepted");
    }
}
