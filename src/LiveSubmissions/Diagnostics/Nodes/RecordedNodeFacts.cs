using LiveSubmissions.Records;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>
/// When somebody asks, reads the application's records, compares them with the logs, and reports the result: a status that is saved and never broadcast shows
/// nowhere else. Reading the application's database may take time, so the process first answers without the result.
/// </summary>
internal sealed class RecordedNodeFacts(
    RecordSource source, IServiceScopeFactory scopes, RecordComparison comparison, TimeProvider time, DiagnosticsLog messages) : INodeFacts
{
    /// <summary>How long the read and the comparison may take together. The first read after a start may have to build the model of a database first.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private const int MaxRecords = 200;

    private Task _reading = Task.CompletedTask;
    private bool _failing;
    private (RecordFacts Facts, long At)? _last;

    public void AddTo(NodeReport report)
    {
        report.Roles.Add("records");
        if (report.Answers.Count > 0 && _last is { } last) report.Records = last.Facts with { AgeSeconds = time.GetElapsedTime(last.At).TotalSeconds };
    }

    public async Task LookUpAsync(CancellationToken stop)
    {
        // The application's read may block its thread, so it runs on another thread than the caller's.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var timeout = new CancellationTokenSource(Deadline, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        RecordFacts facts;
        try
        {
            facts = await ReadAndCompareAsync(limit.Token).ConfigureAwait(false);
            _failing = false;
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            var cause = timeout.IsCancellationRequested ? $"They were not read within {Printable.Duration(Deadline)}." : exception.Message;
            if (!_failing) messages.CannotReadRecords(cause);
            _failing = true;
            facts = new RecordFacts(0, [], [], cause);
        }

        _last = (facts, time.GetTimestamp());
    }

    private async Task<RecordFacts> ReadAndCompareAsync(CancellationToken cancellationToken)
    {
        // A read that ignores its cancellation token must not delay the report, and such reads must not pile up.
        if (!_reading.IsCompleted) throw new TimeoutException("The last read of them has not ended.");
        var reading = ReadAsync(cancellationToken);
        _reading = reading;
        return await comparison.CompareAsync(await reading.WaitAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads the records in a service scope of its own. The application's scoped services, such as its database context, live for this read only.
    /// </summary>
    private async Task<IReadOnlyList<RecordedSubmission>> ReadAsync(CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using var scopeDisposal = scope.ConfigureAwait(false);
        return await source.ReadAsync(scope.ServiceProvider, MaxRecords, cancellationToken).ConfigureAwait(false);
    }
}
