namespace LiveSubmissions.Diagnostics.Steps;

/// <summary>Whether every node knows what the logs hold.</summary>
internal sealed class MirrorsStep : IDiagnosticStep
{
    public string Id => "mirrors";

    public string Question => "Does every web node have the newest states?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        if (survey.Alive.SelectMany(node => node.Mirrors.Damaged ?? []).Distinct().ToList() is { Count: > 0 } damaged)
        {
            return DiagnosticResult.Failed(
                $"A log cannot be read, or not all of it. {string.Join(" ", damaged)}",
                "If another program wrote to the log's keys, keep it from them (KeyPrefix), and broadcast the named submission's state again, or delete the group's keys: "
                + "pages then ask the application. Until then they say that they may be stale.");
        }

        var behind = survey.Alive.FirstOrDefault(node => node.Mirrors.Behind is { Count: > 0 });
        return behind is null
            ? DiagnosticResult.Passed($"{survey.Alive.Sum(node => node.Mirrors.Followed)} followed groups were found equal to their logs.")
            : DiagnosticResult.Failed(
                $"The {behind.Name} cannot say whether it has the newest states of {string.Join(", ", behind.Mirrors.Behind!)}.",
                "Its reads of the log fail or are late; its log says why. The pages that it serves say that they may be stale.");
    }
}
