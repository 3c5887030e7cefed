namespace LiveSubmissions.Diagnostics;

/// <summary>The checklist, answered: in the order in which an update travels, so that the first failure is the hop to fix.</summary>
internal sealed record DiagnosticReport(IReadOnlyList<DiagnosticAnswer> Answers, TimeSpan Took)
{
    /// <summary>The broken hop; nothing if all is in order.</summary>
    public DiagnosticAnswer? FirstFailure => Answers.FirstOrDefault(answer => answer.Result.Outcome == DiagnosticOutcome.Failed);
}
