namespace LiveSubmissions.Diagnostics;

/// <summary>A step's place in a report.</summary>
/// <param name="Step">The step's id.</param>
/// <param name="Question">What it asked.</param>
/// <param name="Result">What it found.</param>
/// <param name="Took">How long it took.</param>
internal sealed record DiagnosticAnswer(string Step, string Question, DiagnosticResult Result, TimeSpan Took);
