using JudgeHost.Tests.Processes;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Redis;
using LiveSubmissions.TestKit.Wire;

namespace JudgeHost.Tests.Flow;

/// <summary>Nothing waits for ever: the job queue loses everything while submissions wait.</summary>
[Collection(ProcessCollection.Name)]
public sealed class LostQueueTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_waits_for_a_worker_is_judged_when_the_queue_was_flushed_or_came_back_empty(bool restarted)
    {
        await using var feed = await RedisServer.StartAsync();
        await using var queue = await RedisServer.StartAsync();
        await using var judge = await Judge.SeparateAsync(queue, workers: 0, Settings(feed, resamples: 500));
        await using var client = await WatchingClient.ConnectAsync(judge.Api.Feed(2));
        var ids = await UploadAsync(judge, 2, "iris", 40);

        if (restarted)
        {
            await queue.KillAsync();
            await queue.RestartAsync();
        }
        else
        {
            await queue.AskAsync("FLUSHALL");
        }

        await judge.StartWorkerAsync();
        await AllAcceptedOnceAsync(judge, ids);
        foreach (var id in ids) Assert.Equal(1, (await judge.Api.SubmissionAsync(id)).GetProperty("attempt").GetInt32());
        await Eventually.TrueAsync(() => ids.All(id => client.Status($"{id}") == "accepted"), "the client sees all of them end", Deadline);
        Assert.Empty(client.BackwardSteps);
    }

    [Fact]
    public async Task What_waits_for_a_busy_worker_is_judged_when_the_queue_was_flushed()
    {
        await using var feed = await RedisServer.StartAsync();
        await using var queue = await RedisServer.StartAsync();
        await using var judge = await Judge.SeparateAsync(queue, workers: 1, Settings(feed, resamples: 30_000));
        var ids = await UploadAsync(judge, 1, "digits", 6);
        await Eventually.TrueAsync(() => judge.Workers[0].Says("[WORKER] Evaluating submission"), "the worker is busy");

        await queue.AskAsync("FLUSHALL");

        await AllAcceptedOnceAsync(judge, ids);
    }

    private static Dictionary<string, string> Settings(RedisServer feed, int resamples) => new()
    {
        ["CHANNEL_LAYER_REDIS_URL"] = feed.UrlOf(2),
        ["Judge__BootstrapResamples"] = $"{resamples}",
        ["Judge__WorkerLostAfterSeconds"] = "2",
        ["Judge__Workers"] = "1",
    };

    private static async Task<List<long>> UploadAsync(Judge judge, int problem, string slug, int count)
    {
        var ids = new List<long>();
        for (var i = 0; i < count; i++) ids.Add(await judge.Api.UploadAsync(problem, Datasets.Right(slug)));
        return ids;
    }

    private static async Task AllAcceptedOnceAsync(Judge judge, List<long> ids)
    {
        foreach (var id in ids) await judge.Api.UntilAsync(id, "accepted", Deadline);
        Assert.True(judge.Backend.Says("had no job for it"), judge.Backend.Log);
        await Eventually.TrueAsync(
            () => ids.TrueForAll(id => judge.Workers[0].Lines.Count(line => line.Contains($"[WORKER] Submission {id} evaluation finished", StringComparison.Ordinal)) == 1),
            "each was judged once");
    }
}
