namespace LiveSubmissions.Diagnostics.Steps;

/// <summary>The guide's step 4, for every process: a question that is broadcast reaches each, and each answers.</summary>
internal sealed class NodesStep : IDiagnosticStep
{
    public string Id => "nodes";

    public string Question => "Does every process hear what is broadcast?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancel)
    {
        var survey = await context.SurveyAsync(cancel).ConfigureAwait(false);
        if (survey.Deaf.FirstOrDefault() is { } deaf)
        {
            return DiagnosticResult.Failed(
                $"The {deaf.Name} writes to Redis and does not hear notifications: pub/sub is cut for it while commands work. Or it was killed a moment ago.",
                "Look for a proxy or firewall between it and Redis, and for an ACL without the channels (SUBSCRIBE, PUBLISH); then restart it. Its pages are "
                + "served by re-reading the logs every second until then. If it does not run any more, start it again.");
        }

        return survey.Alive.Count == 0
            ? DiagnosticResult.NotRun("No process reports on this Redis database.")
            : DiagnosticResult.Passed($"{survey.Alive.Count} processes answer: {string.Join("; ", survey.Alive.Select(node => node.Name))}.");
    }
}
