namespace LiveSubmissions.Diagnostics.Steps;

/// <summary>Whether a process holds updates that it could not send.</summary>
internal sealed class OutboxStep : IDiagnosticStep
{
    private const double PatienceSeconds = 5;

    public string Id => "outbox";

    public string Question => "Is everything sent that was broadcast?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancel)
    {
        var survey = await context.SurveyAsync(cancel).ConfigureAwait(false);
        var holder = survey.Alive.Where(node => node.Outbox.OldestSeconds > PatienceSeconds).MaxBy(node => node.Outbox.OldestSeconds);
        return holder is null
            ? DiagnosticResult.Passed("No process holds updates back.")
            : DiagnosticResult.Failed(
                $"The {holder.Name} holds the newest updates of {holder.Outbox.Submissions} submissions back, the first for {holder.Outbox.OldestSeconds:0} s.",
                "It keeps trying. Its log says why Redis does not take them (Deferred submission update).");
    }
}
