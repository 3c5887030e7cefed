using LiveSubmissions.Diagnostics.Nodes;

namespace LiveSubmissions.Diagnostics.Steps;

/// <summary>Whether all processes run the same major version of the library, which the wire and the keys may change with.</summary>
internal sealed class VersionsStep : IDiagnosticStep
{
    public string Id => "versions";

    public string Question => "Do all processes run the same version?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        var other = survey.Alive.FirstOrDefault(node => Major(node.Version) != Major(NodeIdentity.Version));
        return other is null
            ? DiagnosticResult.Passed($"All run version {NodeIdentity.Version} or one compatible with it.")
            : DiagnosticResult.Failed(
                $"The {other.Name} runs LiveSubmissions {other.Version}, this is {NodeIdentity.Version}: another major version.",
                "Install the same major version on both: dotnet tool update LiveSubmissions.Tool, or the packages of the process.");
    }

    private static string Major(string version) => version.Split('.')[0];
}
