using LiveSubmissions.Diagnostics;
using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Tool.Tests.Doctor;

public sealed class RunnerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Only_what_is_on_the_way_of_a_failure_is_not_run()
    {
        var report = await RunAsync(
            Step("endpoint", [], DiagnosticResult.Failed("down", "start it")), Step("upgrade", ["endpoint"]), Step("sse", ["upgrade"]), Step("transport", []), Step("other", ["transport"]));

        Assert.Equal(
            [DiagnosticOutcome.Failed, DiagnosticOutcome.NotRun, DiagnosticOutcome.NotRun, DiagnosticOutcome.Passed, DiagnosticOutcome.Passed],
            report.Answers.Select(answer => answer.Result.Outcome));
        Assert.Equal("Fix 'endpoint' first.", report.Answers[2].Result.Finding);
        Assert.Equal("endpoint", report.FirstFailure!.Step);
    }

    [Fact]
    public async Task What_is_not_there_is_not_needed()
    {
        var report = await RunAsync(Step("sse", ["upgrade"]));

        Assert.Null(report.FirstFailure);
    }

    [Fact]
    public async Task Past_the_limit_what_runs_is_unanswered_and_the_rest_is_not_run()
    {
        var running = new DiagnosticRunner(_time).RunAsync(
            [new TestStep("first", [], static cancellationToken => Task.Delay(Timeout.Infinite, cancellationToken)), Step("second", ["first"])], Context(), default, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));

        var report = await running;

        Assert.Equal("There was no answer within 1 s.", report.Answers[0].Result.Finding);
        Assert.Equal(DiagnosticOutcome.NotRun, report.Answers[1].Result.Outcome);
    }

    [Fact]
    public async Task The_report_is_json_for_programs()
    {
        var report = await RunAsync(Step("transport", [], DiagnosticResult.Failed("down", "start it", new Dictionary<string, object> { ["count"] = 2, ["ms"] = 1.25 })));

        var json = (report with { Took = TimeSpan.FromMilliseconds(12) }).ToJson().ToJsonString();

        Assert.Equal(
            """{"ok":false,"first_failure":"transport","took_ms":12,"steps":[{"id":"transport","question":"?","outcome":"failed","finding":"down","fix":"start it","took_ms":0,"data":{"count":2,"ms":1.25}}]}""",
            json);
    }

    private static TestStep Step(string id, string[] needs, DiagnosticResult? result = null) => new(id, needs, static _ => Task.CompletedTask, result);

    private Task<DiagnosticReport> RunAsync(params IDiagnosticStep[] steps) => new DiagnosticRunner(_time).RunAsync(steps, Context(), default);

    private DiagnosticContext Context() =>
        new(new NodeDirectory(new InMemoryTransport(Options.Create(new LiveSubmissionsOptions()), _time), _time));

    private sealed class TestStep(string id, string[] needs, Func<CancellationToken, Task> look, DiagnosticResult? result = null) : IDiagnosticStep
    {
        public string Id => id;

        public string Question => "?";

        public bool IsVital => true;

        public IReadOnlyList<string> Needs => needs;

        public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
        {
            await look(cancellationToken);
            return result ?? DiagnosticResult.Passed("fine");
        }
    }
}
