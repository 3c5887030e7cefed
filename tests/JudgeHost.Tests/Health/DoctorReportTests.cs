using JudgeHost.Tests.Processes;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Redis;

namespace JudgeHost.Tests.Health;

/// <summary>What the doctor knows of a judge of several processes: its workers, and the rows that it saved.</summary>
[Collection(ProcessCollection.Name)]
public sealed class DoctorReportTests
{
    [Fact]
    public async Task Workers_are_seen_with_what_they_hold_and_missed_when_they_are_gone_and_readiness_stays()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var judge = await Judge.SeparateAsync(redis, workers: 1, new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Judge__BootstrapResamples"] = "1000000",
        });
        await Eventually.TrueAsync(async () => (await StepAsync(judge, "workers")).Outcome == "passed", "the worker reports itself");
        await judge.Api.UploadAsync(1, Datasets.Right("digits"));
        await Eventually.TrueAsync(async () => (await StepAsync(judge, "workers")).Finding.Contains("1 for ", StringComparison.Ordinal), "the worker holds submission 1");

        await judge.Workers[0].StopAsync();

        Assert.Equal("failed", (await StepAsync(judge, "workers")).Outcome);
        Assert.Equal("healthy", (await judge.Api.GetAsync("/health/ready")).GetProperty("status").GetString());
        Assert.Equal("degraded", (await judge.Api.GetAsync("/health")).GetProperty("status").GetString());
    }

    private static async Task<(string Outcome, string Finding)> StepAsync(Judge judge, string id)
    {
        var report = await judge.Api.GetAsync("/live-submissions/doctor.json");
        var step = report.GetProperty("steps").EnumerateArray().Single(step => step.GetProperty("id").GetString() == id);
        return (step.GetProperty("outcome").GetString()!, step.GetProperty("finding").GetString()!);
    }
}
