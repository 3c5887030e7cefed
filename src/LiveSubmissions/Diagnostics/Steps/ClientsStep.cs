using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics.Steps;

/// <summary>Who is connected, and who does not read. Slow clients are no fault: they cost a position, and get the newest states when they read.</summary>
internal sealed class ClientsStep(ISubmissionTransport transport) : IDiagnosticStep
{
    public string Id => "clients";

    public string Question => "Is somebody connected?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        var nodes = survey.Alive.Where(node => node.Clients is not null).ToList();
        if (nodes.Count == 0) return DiagnosticResult.NotRun($"No web node reports to {transport.Description}.");
        var connected = nodes.Sum(node => node.Clients!.Connected);
        var slow = nodes.Sum(node => node.Clients!.Slow);
        return DiagnosticResult.Passed(
            $"{connected} clients of {nodes.Count} web nodes; {slow} of them read slowly, and will get the newest states when they do.",
            new Dictionary<string, object> { ["connected"] = connected, ["slow"] = slow });
    }
}
