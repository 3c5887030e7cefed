using LiveSubmissions.Contracts;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Tests.Diagnostics;

/// <summary>A read of the application's records that takes its time says nothing of the transport: the process answers without it, and then with it.</summary>
public sealed class SlowRecordsTests : IDisposable
{
    private readonly ManualResetEventSlim _read = new();
    private readonly List<RecordedSubmission> _records = [];

    public void Dispose() => _read.Dispose();

    [Fact]
    public async Task A_read_of_nearly_two_seconds_is_waited_for_and_everything_is_judged()
    {
        _records.Add(new RecordedSubmission(1, 42, SubmissionStatus.Accepted, null, DateTimeOffset.UtcNow));
        await using var host = await StartAsync();
        using var end = new Timer(_ => _read.Set(), null, TimeSpan.FromSeconds(1.8), Timeout.InfiniteTimeSpan);

        var report = await host.DiagnoseAsync();

        Assert.True(report.FirstFailure is null, DiagnosticReportJson.Of(report).ToJsonString());
        Assert.Contains("of the 1 newest records", Step(report, "records").Finding, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_that_takes_longer_is_named_and_judged_when_somebody_asks_again()
    {
        await using var host = await StartAsync();

        var first = await host.DiagnoseAsync();

        Assert.True(first.FirstFailure is null, DiagnosticReportJson.Of(first).ToJsonString());
        Assert.Equal(DiagnosticOutcome.Passed, Step(first, "nodes").Outcome);
        Assert.Equal(DiagnosticOutcome.NotRun, Step(first, "records").Outcome);
        Assert.Contains("still being read", Step(first, "records").Finding, StringComparison.Ordinal);

        _read.Set();
        await Eventually.TrueAsync(async () => (await host.StepAsync("records")).Outcome == DiagnosticOutcome.Passed, "the records are judged");
    }

    private static DiagnosticResult Step(DiagnosticReport report, string id) => report.Answers.Single(answer => answer.Step == id).Result;

    /// <summary>The application's read blocks its thread, as one without asynchronous code does.</summary>
    private async Task<NodeHost> StartAsync()
    {
        var transport = NodeHost.NewTransport();
        var host = await NodeHost.StartAsync(transport, add: live => live.AddWorker().AddRecords((_, _, _) =>
        {
            _read.Wait(CancellationToken.None);
            return new(_records);
        }));
        await Eventually.TrueAsync(
            async () => (await new LogReader(transport, ReservedGroups.Nodes).ReadAllAsync(CancellationToken.None)).Entries.Count == 1, "it reports");
        return host;
    }
}
