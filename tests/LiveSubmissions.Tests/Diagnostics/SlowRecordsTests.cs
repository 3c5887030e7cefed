using LiveSubmissions.Contracts;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Log;
using LiveSubmissions.Records;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Tests.Diagnostics;

/// <summary>A read of the application's records that takes its time says nothing of the transport: the process answers without it, and then with it.</summary>
public sealed class SlowRecordsTests : IDisposable
{
    private readonly ManualResetEventSlim _read = new();
    private readonly List<RecordedSubmission> _records = [];

    public void Dispose() => _read.Dispose();

    [Fact]
    public async Task While_it_lasts_the_process_is_heard_and_once_it_is_there_the_records_are_judged()
    {
        _records.Add(new RecordedSubmission(1, 42, SubmissionStatus.Accepted, null, DateTimeOffset.UtcNow));
        await using var host = await StartAsync();

        await Eventually.TrueAsync(
            async () =>
            {
                var report = await host.DiagnoseAsync();
                return report.FirstFailure is null
                    && Step(report, "nodes").Outcome == DiagnosticOutcome.Passed
                    && Step(report, "records") is { Outcome: DiagnosticOutcome.NotRun } records && records.Finding.Contains("still being read", StringComparison.Ordinal);
            },
            "nothing is wrong, and the records are still being read");

        _read.Set();
        await Eventually.TrueAsync(
            async () => (await host.StepAsync("records")).Finding.Contains("There is nothing to compare", StringComparison.Ordinal), "the records are judged");
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
