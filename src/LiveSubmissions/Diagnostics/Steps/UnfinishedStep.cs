namespace LiveSubmissions.Diagnostics.Steps;

/// <summary>Whether something waits that nobody evaluates.</summary>
internal sealed class UnfinishedStep : IDiagnosticStep
{
    private const double PatienceSeconds = 60;

    public string Id => "unfinished";

    public string Question => "Does every submission come to an end?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        var keepers = survey.With("records").ToList();
        if (keepers.Count == 0) return DiagnosticResult.NotRun("No process gave the application's records (AddRecords).");
        var held = survey.Alive.SelectMany(node => node.Runs).Select(run => (run.Problem, run.Submission)).ToHashSet();
        var oldest = keepers.SelectMany(node => node.Records?.Unfinished ?? [])
            .Where(record => !held.Contains((record.Problem, record.Submission)) && record.Seconds > PatienceSeconds)
            .MaxBy(record => record.Seconds);
        return oldest is null
            ? DiagnosticResult.Passed("None waits longer than a minute without a worker that holds it.")
            : DiagnosticResult.Failed(
                $"Submission {oldest.Submission} of problem {oldest.Problem} has been {oldest.Saved} for {Printable.Seconds(oldest.Seconds)}, and no worker holds it.",
                "Look at the queue and at the workers' log ([WORKER] Evaluating submission …): is the queue drained, or was its job lost with a worker?");
    }
}
