using LiveSubmissions.Log;
using LiveSubmissions.Records;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>Compares what the application saved with what the logs hold: the problem's, and those of the additional groups that the record's update is for.</summary>
internal sealed class RecordComparison(ISubmissionTransport transport, ISubmissionGroupNaming naming, IOptions<LiveSubmissionsOptions> options, TimeProvider time)
{
    private const int MaxNamed = 10;

    /// <summary>So many logs at once.</summary>
    private const int MaxAtOnce = 16;

    /// <summary>What was saved just now may be on its way.</summary>
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(3);

    /// <summary>
    /// A record's time is by the clock of whoever saved it, a log's by its server's. Clocks that differ by more are what the step <c>clocks</c> fails for, before this
    /// is judged.
    /// </summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromSeconds(5);

    public async Task<RecordFacts> CompareAsync(IReadOnlyList<RecordedSubmission> records, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        var found = records.Select(record => new Compared(record, Groups(record, failures))).ToList();
        var logs = await ReadAsync(found, failures, cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var unfinished = found.Where(each => !options.Value.TerminalStatuses.Contains(each.Record.Status)).Select(each => Facts(each, 0));
        var notBroadcast = found.Select(FirstBehind).OfType<RecordedFacts>();
        return new RecordFacts(found.Count(IsComparable), Oldest(unfinished), Oldest(notBroadcast), UnreadableLogs: [.. failures.Distinct().Take(MaxNamed)]);

        // A record whose log was made after it was saved shows nothing, unless the log has it.
        bool IsComparable(Compared each) =>
            each.Groups.Count > 0 && logs.TryGetValue(each.Groups[0], out var log) && (log.Find(each.Record.SubmissionId) is not null || MustHave(log, each.Record, now));

        // What is missing in the problem's log was not broadcast at all, wherever else it is missing.
        RecordedFacts? FirstBehind(Compared each)
        {
            for (var i = 0; i < each.Groups.Count; i++)
            {
                if (logs.TryGetValue(each.Groups[i], out var log) && MustHave(log, each.Record, now) && IsBehind(each.Record, log.Find(each.Record.SubmissionId))) return Facts(each, i);
            }

            return null;
        }

        RecordedFacts Facts(Compared each, int group)
        {
            var record = each.Record;
            var inLog = each.Groups.Count > group && logs.TryGetValue(each.Groups[group], out var log) ? log.Find(record.SubmissionId)?.Status.Value : null;
            return new RecordedFacts(
                record.ProblemId.ToString(), record.SubmissionId.ToString(), record.Status.Value, inLog, (now - record.ChangedAt).TotalSeconds, group == 0 ? null : each.Groups[group].Name);
        }
    }

    /// <summary>The problem's group first. An application's naming that throws keeps nobody from comparing the others.</summary>
    private List<SubmissionGroup> Groups(RecordedSubmission record, List<string> failures)
    {
        var groups = new List<SubmissionGroup>();
        try
        {
            groups.Add(naming.ForProblem(record.ProblemId));
            groups.AddRange(naming.AdditionalGroups(record.ToUpdate()).Where(group => group.Name is not null && group != groups[0]));
        }
        catch (Exception exception)
        {
            failures.Add($"{(groups.Count == 0 ? $"problem {record.ProblemId}" : $"the additional groups of submission {record.SubmissionId}")}: {exception.Message}");
        }

        return groups;
    }

    private async Task<Dictionary<SubmissionGroup, States>> ReadAsync(List<Compared> found, List<string> failures, CancellationToken cancellationToken)
    {
        var logs = new Dictionary<SubmissionGroup, States>();
        var groups = found.SelectMany(each => each.Groups.Select((group, index) => (Group: group, Name: index == 0 ? $"problem {each.Record.ProblemId}" : group.Name))).DistinctBy(each => each.Group);
        var limit = new ParallelOptions { MaxDegreeOfParallelism = MaxAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(groups, limit, async (each, cancellationToken) =>
        {
            try
            {
                var log = new States(await new LogReader(transport, each.Group).ReadAllAsync(cancellationToken).ConfigureAwait(false));
                lock (logs) logs.Add(each.Group, log);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                lock (logs) failures.Add($"{each.Name}: {exception.Message}");
            }
        }).ConfigureAwait(false);
        return logs;
    }

    /// <summary>
    /// Whether a log must have what was saved: it was changed after everything that the log may have lost, and long enough ago. A log that was made after the record
    /// was changed, as after a restart in memory, or of Redis without persistence, is no evidence.
    /// </summary>
    private bool MustHave(States log, RecordedSubmission record, DateTimeOffset now) =>
        now - record.ChangedAt > OnItsWay && record.ChangedAt - ClocksDiffer > (log.CompleteSince ?? now - options.Value.Retention.Period);

    private static bool IsBehind(RecordedSubmission record, SubmissionEntry? state) => state is null
        || (record.Revision is { } saved && state.Revision is { } sent ? sent < saved : state.Status != record.Status);

    private static List<RecordedFacts> Oldest(IEnumerable<RecordedFacts> records) => [.. records.OrderByDescending(record => record.Seconds).Take(MaxNamed)];

    private sealed record Compared(RecordedSubmission Record, IReadOnlyList<SubmissionGroup> Groups);

    private sealed class States(LogSnapshot log)
    {
        private readonly Dictionary<SubmissionId, SubmissionEntry> _states = log.Entries.ToDictionary(entry => entry.State.Submission, entry => entry.State);

        public DateTimeOffset? CompleteSince => log.CompleteSince;

        public SubmissionEntry? Find(SubmissionId submission) => _states.GetValueOrDefault(submission);
    }
}
