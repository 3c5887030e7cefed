using LiveSubmissions.Feed;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>
/// Compares what the application saved with what the logs hold. A status that is saved and never broadcast shows nowhere else: every hop is in order,
/// and the page is wrong.
/// </summary>
internal sealed class RecordedNodeFacts(
    RecordSource source,
    IServiceScopeFactory scopes,
    ISubmissionTransport transport,
    ISubmissionGroupNaming naming,
    IOptions<LiveSubmissionsOptions> options,
    TimeProvider time,
    DiagnosticsLog messages) : INodeFacts
{
    private const int MaxRecords = 200;
    private const int MaxNamed = 10;

    /// <summary>What was saved just now may be on its way.</summary>
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(3);

    private Task? _reading;
    private bool _failing;

    public async ValueTask AddToAsync(NodeReport report, CancellationToken cancel)
    {
        report.Roles.Add("records");

        // It reads the application's database and the logs: only when somebody asks.
        if (report.Answers.Count == 0) return;
        try
        {
            report.Records = await CompareAsync(cancel).ConfigureAwait(false);
            _failing = false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            if (!_failing) messages.CannotReadRecords(exception.Message);
            _failing = true;
            report.Records = new RecordFacts(0, [], [], exception.Message);
        }
    }

    private async ValueTask<RecordFacts> CompareAsync(CancellationToken cancel)
    {
        // A read that ignores its token must not hold up the report, nor may such reads pile up.
        if (_reading is { IsCompleted: false }) throw new TimeoutException("The last read of them has not ended.");
        var reading = ReadAsync(cancel);
        _reading = reading;
        var records = await reading.WaitAsync(cancel).ConfigureAwait(false);
        var terminal = options.Value.TerminalStatuses;
        var now = time.GetUtcNow();
        var unfinished = new List<RecordedFacts>();
        var notBroadcast = new List<RecordedFacts>();
        var unreadable = new List<string>();
        foreach (var ofProblem in records.GroupBy(record => record.ProblemId))
        {
            var log = await TryReadLogAsync(ofProblem.Key, unreadable, cancel).ConfigureAwait(false);
            var states = log?.Entries.ToDictionary(entry => entry.State.Submission, entry => entry.State);
            foreach (var record in ofProblem)
            {
                var state = states?.GetValueOrDefault(record.SubmissionId);
                var facts = new RecordedFacts(
                    record.ProblemId.ToString(), record.SubmissionId.ToString(), record.Status.Value, state?.Status.Value, (now - record.ChangedAt).TotalSeconds);
                if (!terminal.Contains(record.Status)) unfinished.Add(facts);

                if (log is null) continue;

                // What retention may have removed says nothing: the log need not have it any more.
                var retained = now - record.ChangedAt < options.Value.Retention.Period && log.Entries.Count < options.Value.Retention.MaxSubmissions;
                if (retained && now - record.ChangedAt > OnItsWay && IsBehind(record, state)) notBroadcast.Add(facts);
            }
        }

        return new RecordFacts(records.Count, Oldest(unfinished), Oldest(notBroadcast), UnreadableLogs: [.. unreadable.Take(MaxNamed)]);
    }

    /// <summary>A problem's log; nothing if it cannot be read, which keeps nobody from comparing the others.</summary>
    private async ValueTask<LogSnapshot?> TryReadLogAsync(ProblemId problem, List<string> unreadable, CancellationToken cancel)
    {
        try
        {
            return await new LogReader(transport, naming.ForProblem(problem)).ReadAllAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            unreadable.Add($"problem {problem}: {exception.Message}");
            return null;
        }
    }

    /// <summary>In a scope of its own: what the application keeps in one, such as its database context, lives for this read and no longer.</summary>
    private async Task<IReadOnlyList<RecordedSubmission>> ReadAsync(CancellationToken cancel)
    {
        var scope = scopes.CreateAsyncScope();
        await using var scopeDisposal = scope.ConfigureAwait(false);
        return await source.ReadAsync(scope.ServiceProvider, MaxRecords, cancel).ConfigureAwait(false);
    }

    private static bool IsBehind(RecordedSubmission record, SubmissionEntry? state) => state is null
        || (record.Revision is { } saved && state.Revision is { } sent ? sent < saved : state.Status != record.Status);

    private static List<RecordedFacts> Oldest(List<RecordedFacts> records) => [.. records.OrderByDescending(record => record.Seconds).Take(MaxNamed)];
}
