namespace LiveSubmissions.Log;

/// <summary>The groups in which the processes speak to each other about themselves. No problem's group has such a name: the guide's prefix is another.</summary>
internal static class ReservedGroups
{
    /// <summary>
    /// What a reserved group's log keeps, whatever the application's retention is: each start of a process and each question is an entry, so that the log
    /// would only grow, and with a small retention processes would push each other out.
    /// </summary>
    public const int MaxEntries = 1_000;

    /// <summary>In which a process proves delivery to itself.</summary>
    public static SubmissionGroup Probes { get; } = new("live_submissions_probe");

    /// <summary>Every process's newest report, one entry each: who is there, and how it is.</summary>
    public static SubmissionGroup Nodes { get; } = new("live_submissions_nodes");

    /// <summary>Questions to all processes; each answers with a new report.</summary>
    public static SubmissionGroup Questions { get; } = new("live_submissions_questions");

    /// <summary>How many submissions a group's log keeps.</summary>
    public static int MaxEntriesOf(SubmissionGroup group, RetentionOptions retention) =>
        group == Probes || group == Nodes || group == Questions ? MaxEntries : retention.MaxSubmissions;
}
