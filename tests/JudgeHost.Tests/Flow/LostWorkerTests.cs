using JudgeHost.Tests.Processes;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Redis;
using LiveSubmissions.TestKit.Wire;

namespace JudgeHost.Tests.Flow;

/// <summary>Nothing stays running: workers that die, freeze and come back.</summary>
[Collection(ProcessCollection.Name)]
public sealed class LostWorkerTests
{
    private static readonly Dictionary<string, string> Slow = new()
    {
        // Some seconds an evaluation: long enough to be hit in the middle.
        ["Judge__BootstrapResamples"] = "150000",
        ["Judge__WorkerLostAfterSeconds"] = "2",
        ["Judge__Workers"] = "1",
    };

    [Fact]
    public async Task What_a_killed_worker_had_is_evaluated_by_another_as_the_next_attempt()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var judge = await Judge.SeparateAsync(redis, workers: 1, Slow);
        await using var client = await WatchingClient.ConnectAsync(judge.Api.Feed(1));
        var id = await judge.Api.UploadAsync(1, Datasets.Right("digits"));
        await judge.Api.UntilAsync(id, "evaluating");
        await judge.Workers[0].KillAsync();
        await judge.StartWorkerAsync();

        var row = await judge.Api.UntilAsync(id, "accepted");
        Assert.Equal(2, row.GetProperty("attempt").GetInt32());
        await judge.Backend.UntilSaysAsync($"Submission {id} lost its worker (attempt 1): now queued");
        await Eventually.TrueAsync(() => client.Status($"{id}") == "accepted", "the client sees the end");
        Assert.Empty(client.BackwardSteps);
    }

    [Fact]
    public async Task A_worker_that_comes_back_from_the_dead_changes_nothing()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var judge = await Judge.SeparateAsync(redis, workers: 1, Slow);
        var zombie = judge.Workers[0];
        await using var client = await WatchingClient.ConnectAsync(judge.Api.Feed(1));
        var id = await judge.Api.UploadAsync(1, Datasets.DigitsWithErrors(18));
        await judge.Api.UntilAsync(id, "evaluating");
        await zombie.SignalAsync("STOP");
        await judge.StartWorkerAsync();
        var row = await judge.Api.UntilAsync(id, "accepted");
        await zombie.SignalAsync("CONT");

        await zombie.UntilSaysAsync($"[WORKER] Submission {id} has a newer attempt than this one (1)");
        var later = await judge.Api.SubmissionAsync(id);
        Assert.Equal(row.GetRawText(), later.GetRawText());
        Assert.Equal(2, later.GetProperty("attempt").GetInt32());
        await Eventually.TrueAsync(() => client.Status($"{id}") == "accepted", "the client sees the end");
        Assert.Empty(client.BackwardSteps);
    }

    [Fact]
    public async Task A_worker_that_is_told_to_stop_gives_back_and_another_goes_on()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var judge = await Judge.SeparateAsync(redis, workers: 1, Slow);
        var id = await judge.Api.UploadAsync(1, Datasets.Right("digits"));
        await judge.Api.UntilAsync(id, "evaluating");
        await judge.Workers[0].StopAsync();

        Assert.Equal(0, judge.Workers[0].ExitCode);
        Assert.True(judge.Workers[0].Says($"[WORKER] Submission {id} is given back"), judge.Workers[0].Log);
        await judge.StartWorkerAsync();
        await judge.Api.UntilAsync(id, "accepted");
    }
}
