using Hangfire;
using JudgeHost.Evaluation;
using JudgeHost.Problems;
using JudgeHost.Submissions;
using LiveSubmissions.Evaluation;
using LiveSubmissions;

namespace JudgeHost.Worker;

/// <summary>The job: takes a submission up, evaluates it, and ends it in a terminal status, whatever happens on the way.</summary>
/// <remarks>
/// What is thrown out of here is a fault of the database, not of the evaluation; the queue then tries again. A process that dies leaves
/// the submission <c>evaluating</c>, and <see cref="LostWorkerWatch"/> finds it.
/// </remarks>
[AutomaticRetry(Attempts = 5, DelaysInSeconds = [1, 2, 5, 10, 30], LogEvents = true)]
internal sealed class EvaluationJob(
    SubmissionStore store, SubmissionChanges changes, ProblemCatalog catalog, Evaluator evaluator, SubmissionRuns runs, TimeProvider time,
    ILogger<EvaluationJob> log)
{
    public async Task RunAsync(long submissionId, int ticket, CancellationToken stop)
    {
        var row = await changes.ApplyAsync(submissionId, (now, at) => now.Begin(ticket, at), stop);
        if (row is null)
        {
            log.NotForThisJob(submissionId, ticket);
            return;
        }

        using var run = runs.Begin(row.ProblemId, submissionId);
        log.Evaluating(submissionId);
        try
        {
            var (status, metrics) = await EvaluateAsync(row, stop);
            await FinishAsync(row, status, metrics);
        }
        catch (SupersededException)
        {
            log.Superseded(submissionId, row.Attempt);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await changes.ApplyAsync(submissionId, (now, _) => now.GiveBack(row.Attempt), CancellationToken.None);
            log.GivenBack(submissionId);
            throw;
        }
    }

    private async Task<(SubmissionStatus Status, string Metrics)> EvaluateAsync(Submission row, CancellationToken stop)
    {
        try
        {
            var file = await store.ReadFileAsync(row.Id, stop);
            var progress = new ProgressReport(changes, row, time);
            var metrics = await evaluator.EvaluateAsync(catalog.Get(row.ProblemId), file, progress.TellAsync, stop);
            return (SubmissionStatus.Accepted, metrics.ToJsonString());
        }
        catch (MalformedSubmissionException e)
        {
            return (SubmissionStatus.Rejected, MetricsJson.Malformed(e).ToJsonString());
        }
        catch (Exception e) when (e is not SupersededException && !(e is OperationCanceledException && stop.IsCancellationRequested))
        {
            log.Failed(row.Id, e);

            // What went wrong inside is the judge's business, and may hold what participants must not see: it is in the log alone.
            return (SubmissionStatus.Failed, MetricsJson.Fault("The judge failed, not the file. The worker's log says why.").ToJsonString());
        }
    }

    private async Task FinishAsync(Submission row, SubmissionStatus status, string metrics)
    {
        // Without the token: a result that is there is worth more than a fast stop.
        var saved = await changes.ApplyAsync(row.Id, (now, at) => now.Finish(row.Attempt, status, metrics, at), CancellationToken.None);
        if (saved is null) throw new SupersededException();
        log.Finished(row.Id, status);
    }
}
