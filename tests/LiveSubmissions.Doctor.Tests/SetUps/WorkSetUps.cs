using System.Net.Http.Json;
using System.Text.Json;
using LiveSubmissions.Contracts;
using LiveSubmissions.Doctor.Tests.Benches;
using LiveSubmissions.Doctor.Tests.Processes;

namespace LiveSubmissions.Doctor.Tests.SetUps;

/// <summary>The workers, and what becomes of single submissions.</summary>
internal static class WorkSetUps
{
    private const int Problem = HealthyJudge.Problem;

    /// <summary>Not on its way any more, and after the log was made.</summary>
    private static readonly TimeSpan ShortAgo = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongAgo = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<BrokenSetUp> All { get; } =
    [
        new("No worker is running", "workers", ["Start a worker"], FaultIs.Elsewhere, StopWorkerAsync),
        new("A worker was killed a moment ago", "nodes", ["start it again"], FaultIs.Elsewhere, KillWorkerAsync),
        new("The worker is on another Redis", "workers", ["does not use Redis at", "same server and database"], FaultIs.Elsewhere, MisleadWorkerAsync),
        new("The problem id is missing", "records", ["problem id is missing"], FaultIs.Elsewhere, judges => SaveAsync(judges, ForgetProblemAsync)),
        new("A code path saves without broadcasting", "records", ["BroadcastAsync after every save"], FaultIs.Elsewhere, judges => SaveAsync(judges, FailSilentlyAsync)),
        new("A submission's job was lost", "unfinished", ["the queue", "[WORKER] Evaluating submission"], FaultIs.Elsewhere, judges => SaveAsync(judges, static judge => judge.Records.AddAsync(Problem, "queued", LongAgo))),
        new("The submission is outside the loaded page", "submission", ["page number and limit"], FaultIs.Elsewhere, OutsideAsync),
        new("The submission was broadcast for another problem", "submission", ["Open the page of that problem"], FaultIs.Elsewhere, OtherProblemAsync),
        new("The tool is of another major version", "versions", ["same major version", "dotnet tool update"], FaultIs.Elsewhere, OtherMajorAsync),
    ];

    private static async Task<Patient> StopWorkerAsync(Judges judges)
    {
        var healthy = await judges.HealthyAsync();
        await healthy.Worker.StopAsync();
        return new Patient { Doctor = healthy.Doctor, Nodes = [healthy.Backend], Afterwards = () => new(healthy.RestartWorkerAsync()) };
    }

    private static async Task<Patient> KillWorkerAsync(Judges judges)
    {
        var healthy = await judges.HealthyAsync();
        var database = healthy.OtherDatabase(10);
        var worker = await JudgeNode.StartAsync("worker", healthy.Data, database, healthy.OtherDatabase(11));
        await Eventually.TrueAsync(async () => (await DoctorTool.Built.DoctorAsync("--redis", database)).Steps.Single(static step => step.Id == "workers").Outcome == "passed", "the worker reports");
        await worker.KillAsync();
        return new Patient { Doctor = ["--redis", database], Nodes = [healthy.Backend], Afterwards = worker.DisposeAsync };
    }

    /// <summary>The judge's own worker is stopped, and one is started that takes its jobs and tells another database of them.</summary>
    private static async Task<Patient> MisleadWorkerAsync(Judges judges)
    {
        var healthy = await judges.HealthyAsync();
        await healthy.Worker.StopAsync();
        var worker = await JudgeNode.StartAsync("worker", healthy.Data, healthy.OtherDatabase(9), healthy.Queue);
        return new Patient
        {
            Doctor = healthy.Doctor,
            Nodes = [worker, healthy.Backend],
            Afterwards = async () =>
            {
                await worker.DisposeAsync();
                await healthy.RestartWorkerAsync();
            },
        };
    }

    private static async Task<Patient> SaveAsync(Judges judges, Func<HealthyJudge, Task<long>> save)
    {
        var healthy = await judges.HealthyAsync();
        await healthy.UntilOlderAsync(ShortAgo + TimeSpan.FromSeconds(10));
        var id = await save(healthy);
        return new Patient
        {
            Doctor = [.. healthy.Doctor, "--problem", $"{Problem}", "--submission", $"{id}"],
            Nodes = [healthy.Backend, healthy.Worker],
            Afterwards = () => new(healthy.Records.RemoveAsync(id)),
        };
    }

    /// <summary>A row is saved, and broadcast without its problem.</summary>
    private static async Task<long> ForgetProblemAsync(HealthyJudge judge)
    {
        var id = await judge.Records.AddAsync(Problem, "accepted", ShortAgo);
        using var http = new HttpClient { BaseAddress = judge.Backend.Url };
        using var answer = await http.PostAsJsonAsync("/live-submissions/broadcast", new { submission_id = id, status = "accepted" });
        answer.EnsureSuccessStatusCode();
        Assert.Equal("skipped", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("outcome").GetString());
        await Eventually.TrueAsync(() => judge.Backend.Says("Skip websocket broadcast: problem id is missing"), "the backend says why");
        return id;
    }

    /// <summary>A submission that was judged is saved as failed, and nobody is told.</summary>
    private static async Task<long> FailSilentlyAsync(HealthyJudge judge)
    {
        var id = await judge.JudgeOneAsync();
        await judge.Records.ChangeAsync(id, "failed", ShortAgo);
        return id;
    }

    private static async Task<Patient> OutsideAsync(Judges judges)
    {
        var healthy = await judges.HealthyAsync();
        await healthy.JudgeOneAsync();
        var rows = new Uri(healthy.Backend.Url, $"/api/problems/{Problem}/submissions?limit=1");
        return new Patient
        {
            Doctor = [.. healthy.Doctor, "--problem", $"{Problem}", "--submission", $"{healthy.Submission}", "--rows", rows.ToString()],
            Nodes = [healthy.Backend, healthy.Worker],
        };
    }

    private static async Task<Patient> OtherProblemAsync(Judges judges)
    {
        var healthy = await judges.HealthyAsync();
        return new Patient
        {
            Doctor = [.. healthy.Doctor, "--problem", "2", "--submission", $"{healthy.Submission}"],
            Nodes = [healthy.Backend, healthy.Worker],
        };
    }

    private static async Task<Patient> OtherMajorAsync(Judges judges)
    {
        var healthy = await judges.HealthyAsync();
        var other = new OtherMajor();
        return new Patient
        {
            Doctor = healthy.Doctor,
            Tool = other.Tool,
            Nodes = [healthy.Backend, healthy.Worker],
            Afterwards = () =>
            {
                other.Dispose();
                return ValueTask.CompletedTask;
            },
        };
    }
}
