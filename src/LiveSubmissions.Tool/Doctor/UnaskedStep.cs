using LiveSubmissions.Diagnostics;

namespace LiveSubmissions.Tool.Doctor;

/// <summary>A step that has its place in the checklist, and was not given what it looks at.</summary>
internal sealed class UnaskedStep(string id, string question, string why) : IDiagnosticStep
{
    public string Id => id;

    public string Question => question;

    public IReadOnlyList<string> Needs => [];

    public ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken) => new(DiagnosticResult.NotRun(why));
}
