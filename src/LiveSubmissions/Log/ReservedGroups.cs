using System.Text.Json.Nodes;

namespace LiveSubmissions.Log;

/// <summary>The groups in which processes report about themselves. A problem's group never has such a name: it begins with <c>problem_submissions_</c>.</summary>
public static class ReservedGroups
{
    /// <summary>
    /// How many entries the log of a reserved group keeps, whatever the application's retention is. Each start of a process and each question is an entry: with a large
    /// retention the log would grow, and with a small one the processes would trim away each other's reports.
    /// </summary>
    internal const int MaxEntries = 1_000;

    /// <summary>A process sends probes through this group, to prove that notifications reach it.</summary>
    internal static SubmissionGroup Probes { get; } = new("live_submissions_probe");

    /// <summary>The newest report of every process, one entry each.</summary>
    internal static SubmissionGroup Nodes { get; } = new("live_submissions_nodes");

    /// <summary>Questions to all processes; each answers with a new report.</summary>
    internal static SubmissionGroup Questions { get; } = new("live_submissions_questions");

    /// <summary>How many submissions the log of a group keeps. A transport has to ask this, and not the retention alone.</summary>
    /// <param name="group">The group.</param>
    /// <param name="retention">The application's settings.</param>
    public static int MaxEntriesOf(SubmissionGroup group, RetentionOptions retention) =>
        group == Probes || group == Nodes || group == Questions ? MaxEntries : retention.MaxSubmissions;
}

/// <summary>What is written to the reserved groups: entries like any other, so that they travel the same way and prove it.</summary>
internal static class ReservedEntry
{
    public static SubmissionEntry Write(
        SubmissionGroup group, SubmissionId id, SubmissionStatus status, JsonObject? content, OperationId operation, DateTimeOffset now)
    {
        var update = new SubmissionUpdate { ProblemId = group.Name, SubmissionId = id, Status = status, Metrics = content };
        var message = UpdateWriter.Write(update, now);
        return new SubmissionEntry
        {
            Problem = update.ProblemId,
            Submission = update.SubmissionId,
            Status = update.Status,
            Operation = operation,
            Json = message.Json,
            PlainLength = message.PlainLength,
        };
    }

    /// <summary>The content of an entry; nothing if it has none, or is not one of these.</summary>
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
