using LiveSubmissions.Records;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>
/// Reads the application's records when somebody asks, and says what their comparison with the logs found: a status that is saved and never broadcast shows
/// nowhere else. It reads the application's database, which may take its time, so that the process answers without it first.
/// </summary>
internal sealed class RecordedNodeFacts(
    RecordSource source, IServiceScopeFactory scopes, RecordComparison comparison, TimeProvider time, DiagnosticsLog messages) : INodeFacts
{
    /// <summary>For the read and the comparison. The first one after a start may build the model of a database first.</summary>
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
        // The application's read may block the thread that calls it.
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
        // A read that ignores its token must not hold up the report, nor may such reads pile up.
        if (!_reading.IsCompleted) throw new TimeoutException("The last read of them has not ended.");
        var reading = ReadAsync(cancellationToken);
        _reading = reading;
        return await comparison.CompareAsync(await reading.WaitAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>In a scope of its own: what the application keeps in one, such as its database context, lives for this read and no longer.</summary>
    private async Task<IReadOnlyList<RecordedSubmission>> ReadAsync(CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using var scopeDisposal = scope.ConfigureAwait(false);
        return await source.ReadAsync(scope.ServiceProvider, MaxRecords, cancellationToken).ConfigureAwait(false);
    }
}
