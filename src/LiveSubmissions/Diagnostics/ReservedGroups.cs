namespace LiveSubmissions.Diagnostics;

/// <summary>The groups in which the processes speak to each other about themselves. No problem's group has such a name: the guide's prefix is another.</summary>
internal static class ReservedGroups
{
    /// <summary>In which a process proves delivery to itself.</summary>
    public static SubmissionGroup Probes { get; } = new("live_submissions_probe");

    /// <summary>Every process's newest report, one entry each: who is there, and how it is.</summary>
    public static SubmissionGroup Nodes { get; } = new("live_submissions_nodes");

    /// <summary>Questions to all processes; each answers with a new report.</summary>
    public static SubmissionGroup Questions { get; } = new("live_submissions_questions");
}
