namespace LiveSubmissions.Diagnostics;

/// <summary>What a diagnostic step found.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Finding">What was found, in a sentence: for a failure its cause.</param>
/// <param name="Fix">For a failure, what to do.</param>
/// <param name="Data">Figures.</param>
internal sealed record DiagnosticResult(
    DiagnosticOutcome Outcome, string Finding, string? Fix = null, IReadOnlyDictionary<string, object>? Data = null)
{
    public static DiagnosticResult Passed(string finding, IReadOnlyDictionary<string, object>? data = null) =>
        new(DiagnosticOutcome.Passed, finding, null, data);

    public static DiagnosticResult Failed(string cause, string fix, IReadOnlyDictionary<string, object>? data = null) =>
        new(DiagnosticOutcome.Failed, cause, fix, data);

    public static DiagnosticResult NotRun(string why) => new(DiagnosticOutcome.NotRun, why);
}
