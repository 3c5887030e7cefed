namespace LiveSubmissions.Diagnostics;

/// <summary>What came of a diagnostic step.</summary>
internal enum DiagnosticOutcome
{
    /// <summary>In order.</summary>
    Passed,

    /// <summary>Broken; the result names the cause and the fix.</summary>
    Failed,

    /// <summary>Could not be looked at, or does not apply; the result says why.</summary>
    NotRun,
}
