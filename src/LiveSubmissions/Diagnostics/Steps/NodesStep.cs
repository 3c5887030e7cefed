using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics.Steps;

/// <summary>The guide's step 4, for every process: a question that is broadcast reaches each, and each answers.</summary>
internal sealed class NodesStep(ISubmissionTransport transport) : IDiagnosticStep
{
    public string Id => "nodes";

    public string Question => "Does every process hear what is broadcast?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        NodeSurvey survey;
        try
        {
            survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (transport.IsConfigured && exception is SubmissionTransportException or OperationCanceledException)
        {
            // The steps after this one can only say that they did not look.
            return DiagnosticResult.Failed(
                $"The processes could not be asked how they are: {(exception as SubmissionTransportException)?.Cause ?? $"{transport.Description} did not answer in time."}",
                (exception as SubmissionTransportException)?.Fix ?? "Look at the steps transport and round-trip, and ask again.");
        }

        if (survey.Deaf.FirstOrDefault() is { } deaf)
        {
            return DiagnosticResult.Failed(
                $"The {deaf.Name} reported a moment ago, and did not answer a question within {Printable.Duration(NodeDirectory.AnswerDeadline)}.",
                "If it was killed, start it again. If it runs, it does not hear notifications, or is stopped or overloaded: look for a proxy or firewall between it and "
                + $"{transport.Name} that lets commands pass alone, and for an ACL without the channels (SUBSCRIBE, PUBLISH); then restart it. Until then its pages are served by re-reading "
                + "the logs every second.");
        }

        return survey.Alive.Count == 0
            ? DiagnosticResult.NotRun($"No process reports to {transport.Description}.")
            : DiagnosticResult.Passed($"{survey.Alive.Count} processes answer: {string.Join("; ", survey.Alive.Select(node => node.Name))}.");
    }
}
