using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics.Steps;

/// <summary>The guide's «Celery Worker Logs»: is there a worker, and what does it hold?</summary>
internal sealed class WorkersStep(ISubmissionTransport transport) : IDiagnosticStep
{
    public string Id => "workers";

    public string Question => "Is a worker alive?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        var workers = survey.With("worker").ToList();
        if (workers.Count > 0)
        {
            var held = workers.SelectMany(worker => worker.Runs).ToList();
            return DiagnosticResult.Passed(
                $"{workers.Count} alive, evaluating {(held.Count == 0 ? "nothing" : string.Join(", ", held.Take(10).Select(run => $"{run.Submission} for {Printable.Seconds(run.Seconds)}")))}.");
        }

        var lost = survey.Gone.Where(gone => gone.Report.Roles.Contains("worker")).OrderBy(gone => gone.Silent).FirstOrDefault();
        if (lost.Report is null && !survey.With("records").Any()) return DiagnosticResult.NotRun("No process says that it evaluates (AddWorker) or keeps records (AddRecords).");
        return DiagnosticResult.Failed(
            lost.Report is null
                ? $"No worker is alive that reports to {transport.Description}."
                : $"No worker is alive: the last, {lost.Report.Name}, has been silent for {Printable.Duration(lost.Silent)}.",
            $"Start a worker (docker compose up -d worker) and read its log. If one runs, it does not use {transport.Description}: give it the same settings as the web app, the same server "
            + "and database.");
    }
}
