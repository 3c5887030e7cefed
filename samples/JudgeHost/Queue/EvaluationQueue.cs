using Hangfire;
using JudgeHost.Submissions;
using JudgeHost.Worker;

namespace JudgeHost.Queue;

/// <summary>Puts submissions into the job queue. Save and broadcast <c>queued</c> first: a fast worker's <c>evaluating</c> must not be earlier.</summary>
internal sealed class EvaluationQueue(IBackgroundJobClient jobs, SubmissionChanges changes, ILogger<EvaluationQueue> log)
{
    /// <summary>Puts a queued submission into the queue; if that fails, ends it, so that it does not wait for ever.</summary>
    /// <returns>Whether it is in the queue.</returns>
    public async Task<bool> EnqueueAsync(Submission row)
    {
        try
        {
            jobs.Enqueue<EvaluationJob>(job => job.RunAsync(row.Id, row.Ticket, CancellationToken.None));
            return true;
        }
        catch (Exception e)
        {
            log.CannotEnqueue(row.Id, e);
            var reason = Evaluation.MetricsJson.Fault("The job queue did not take it; rejudge it once the queue is back.").ToJsonString();
            await changes.ApplyAsync(row.Id, (now, at) => now.FailUnqueued(row.Ticket, reason, at), CancellationToken.None);
            return false;
        }
    }
}
