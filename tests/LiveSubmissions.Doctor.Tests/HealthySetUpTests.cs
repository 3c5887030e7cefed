using LiveSubmissions.Doctor.Tests.Benches;
using LiveSubmissions.Doctor.Tests.Processes;

namespace LiveSubmissions.Doctor.Tests;

[Collection(JudgesCollection.Name)]
public sealed class HealthySetUpTests(Judges judges)
{
    [Fact]
    public async Task With_everything_right_every_step_passes()
    {
        var judge = await judges.HealthyAsync();
        var rows = new Uri(judge.Backend.Url, $"/api/problems/{HealthyJudge.Problem}/submissions");

        var report = await DoctorTool.Built.DoctorAsync(
            [.. judge.Doctor, "--origin", judge.Backend.Url.GetLeftPart(UriPartial.Authority), "--problem", $"{HealthyJudge.Problem}", "--submission", $"{judge.Submission}", "--rows", rows.ToString()]);

        Assert.True(report.Ok, report.ToString());
        Assert.Equal(0, report.Run.ExitCode);
        Assert.All(report.Steps, step => Assert.True(step.Outcome == "passed", $"{step.Id} is {step.Outcome}: {report}"));
        Assert.All([judge.Backend, judge.Worker], static node => Assert.Equal(200, Readiness.AskAsync(node).Result.Status));
    }
}
