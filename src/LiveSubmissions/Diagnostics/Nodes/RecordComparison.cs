using LiveSubmissions.Log;
using LiveSubmissions.Records;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>
/// Compares what the application saved with what the logs hold: the log of the record's problem, and the logs of the additional groups of the record's update.
/// </summary>
internal sealed class RecordComparison(ISubmissionTransport transport, ISubmissionGroupNaming naming, IOptions<LiveSubmissionsOptions> options, TimeProvider time)
{
    private const int MaxNamed = 10;

    /// <summary>How many logs are read at the same time.</summary>
    private const int MaxAtOnce = 16;

    /// <summary>How long the update of a saved record may be on its way. A record that was saved within this time is not missing yet.</summary>
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How much the clocks may differ. A record's time comes from the clock of the process that saved it, a log's time from the clock of its server. If the
    /// clocks differ by more, the step <c>clocks</c> has failed before this comparison is judged.
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

        // If the log was made after the record was saved, it proves nothing that the log does not have the record.
        bool IsComparable(Compared each) =>
            each.Groups.Count > 0 && logs.TryGetValue(each.Groups[0], out var log) && (log.Find(each.Record.SubmissionId) is not null || MustHave(log, each.Record, now));

        // The problem's log comes first: an update that is missing there was not broadcast at all, whatever the other logs hold.
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

    /// <summary>
    /// The record's groups, the problem's group first. If the application's naming throws, that is noted as a failure, and the other records are still
    /// compared.
    /// </summary>
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
    /// Whether a log must have a record: the record changed after everything that the log may have lost, and long enough ago. A log that was made after the
    /// change proves nothing, for instance the in-memory log after a restart, or the log of a Redis without persistence after its restart.
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
