using JudgeHost.Tests.Processes;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Redis;
using LiveSubmissions.TestKit.Wire;

namespace JudgeHost.Tests.Flow;

/// <summary>The log lines that people grep for, in the process where they are to be found.</summary>
[Collection(ProcessCollection.Name)]
public sealed class TopologyTests
{
    [Fact]
    public async Task In_one_process_every_line_is_in_its_log()
    {
        await using var judge = await Judge.OneProcessAsync();
        var id = await FollowOneAsync(judge);

        await judge.Backend.UntilSaysAsync($"[WORKER] Submission {id} evaluation finished: accepted");
        foreach (var line in (string[])[.. Queued(id), .. Evaluated(id), Received(id, "accepted")]) await judge.Backend.UntilSaysAsync(line);
    }

    [Fact]
    public async Task With_page_backend_and_two_workers_over_redis_each_line_is_in_its_processs_log()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var judge = await Judge.SeparateAsync(redis, workers: 2);
        var id = await FollowOneAsync(judge);

        await Eventually.TrueAsync(
            () => judge.Workers.Any(worker => worker.Says($"[WORKER] Submission {id} evaluation finished: accepted")), "a worker says that it is finished");
        var worker = Assert.Single(judge.Workers, worker => worker.Says($"submission_id={id},"));
        foreach (var line in Evaluated(id)) await worker.UntilSaysAsync(line);
        foreach (var line in (string[])[.. Queued(id), Received(id, "queued"), Received(id, "accepted")]) await judge.Backend.UntilSaysAsync(line);
        Assert.False(judge.Backend.Says("[WORKER]"));
        Assert.False(judge.Backend.Says(Broadcasting(id, "accepted")));
        Assert.False(worker.Says(Broadcasting(id, "queued")));
        Assert.False(judge.Page.Says("submission"));
    }

    [Fact]
    public async Task Two_workers_share_the_work_and_run_nothing_twice()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var judge = await Judge.SeparateAsync(redis, workers: 2);
        var ids = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => judge.Api.UploadAsync(1, Datasets.Right("digits"))));
        foreach (var id in ids) await judge.Api.UntilAsync(id, "accepted");
        foreach (var worker in judge.Workers) await worker.UntilSaysAsync("[WORKER] Evaluating submission");
        await Eventually.TrueAsync(() => Evaluations().Count() >= ids.Length, "each evaluation is in a worker's log");

        var lines = Evaluations().ToList();
        Assert.All(ids, id => Assert.Single(lines, line => line.EndsWith($"[WORKER] Evaluating submission {id}", StringComparison.Ordinal)));

        IEnumerable<string> Evaluations() =>
            judge.Workers.SelectMany(worker => worker.Lines).Where(static line => line.Contains("[WORKER] Evaluating submission", StringComparison.Ordinal));
    }

    private static async Task<long> FollowOneAsync(Judge judge)
    {
        using var http = new HttpClient();
        Assert.Contains($"{judge.BackendPort}", await http.GetStringAsync(new Uri(judge.PageUrl, "/config.json")), StringComparison.Ordinal);
        await using var client = await WatchingClient.ConnectAsync(judge.Api.Feed(1), WireClient.V1, judge.PageOrigin);
        var id = await judge.Api.UploadAsync(1, Datasets.DigitsWithErrors(18));
        await Eventually.TrueAsync(() => client.Status($"{id}") == "accepted", "the client sees the end");
        var row = await judge.Api.SubmissionAsync(id);
        Assert.Equal(row.GetProperty("revision").GetInt64(), client.States[$"{id}"].GetProperty("revision").GetInt64());
        Assert.Empty(client.BackwardSteps);
        return id;
    }

    private static string[] Queued(long id) => [Broadcasting(id, "queued"), "Successfully broadcasted submission update to problem_submissions_1"];

    private static string[] Evaluated(long id) =>
    [
        $"[WORKER] Evaluating submission {id}",
        Broadcasting(id, "evaluating"),
        Broadcasting(id, "accepted"),
        "Successfully broadcasted submission update to problem_submissions_1",
        $"[WORKER] Submission {id} evaluation finished: accepted",
    ];

    private static string Broadcasting(long id, string status) => $"Broadcasting submission update: submission_id={id}, problem_id=1, status={status}";

    private static string Received(long id, string status) => $"Received submission update: submission_id={id}, problem_id=1, status={status}";
}
