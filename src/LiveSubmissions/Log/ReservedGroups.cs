using System.Text.Json.Nodes;

namespace LiveSubmissions.Log;

/// <summary>
/// The groups in which processes report about themselves. Their names differ from the names of the problems' groups, which begin with
/// <c>problem_submissions_</c>.
/// </summary>
public static class ReservedGroups
{
    /// <summary>
    /// How many entries the log of a reserved group keeps. The application's retention does not apply here. Each start of a process and each question is an
    /// entry: with a large retention the log would grow without need; with a small one the reports of some processes would be trimmed away.
    /// </summary>
    internal const int MaxEntries = 1_000;

    /// <summary>The group through which a process sends probes to itself, to prove that notifications reach it.</summary>
    internal static SubmissionGroup Probes { get; } = new("live_submissions_probe");

    /// <summary>The group that holds the newest report of each process, as one entry per process.</summary>
    internal static SubmissionGroup Nodes { get; } = new("live_submissions_nodes");

    /// <summary>The group for questions to all processes. Each process answers a question with a new report.</summary>
    internal static SubmissionGroup Questions { get; } = new("live_submissions_questions");

    /// <summary>How many submissions the log of a group keeps. A transport must use this method, not <see cref="RetentionOptions.MaxSubmissions"/>.</summary>
    /// <param name="group">The group.</param>
    /// <param name="retention">The application's settings.</param>
    public static int MaxEntriesOf(SubmissionGroup group, RetentionOptions retention) =>
        group == Probes || group == Nodes || group == Questions ? MaxEntries : retention.MaxSubmissions;
}

/// <summary>
/// Writes and reads entries of the reserved groups. They are ordinary entries and take the same way as updates, so an entry that arrives proves that updates
/// arrive too.
/// </summary>
internal static class ReservedEntry
{
    public static SubmissionEntry Write(
        SubmissionGroup group, SubmissionId id, SubmissionStatus status, JsonObject? content, OperationId operation, DateTimeOffset now)
    {
        var update = new SubmissionUpdate { ProblemId = group.Name, SubmissionId = id, Status = status, Metrics = content };
        return UpdateWriter.Write(update, now).ToEntry(update, operation, traceParent: null);
    }

    /// <summary>Returns the content of an entry; <see langword="null"/> if the entry has no content or was not written by <see cref="Write"/>.</summary>
    public static JsonObject? Read(SubmissionEntry entry)
    {
        try
        {
            return JsonNode.Parse([.. entry.Json.Span, (byte)'}'])?["metrics"] as JsonObject;
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
