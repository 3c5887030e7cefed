using Hangfire;
using JudgeHost.Submissions;
using JudgeHost.Worker;

namespace JudgeHost.Queue;

/// <summary>Puts submissions into the job queue. Save and broadcast <c>queued</c> first: a fast worker's <c>evaluating</c> must not be earlier.</summary>
internal sealed class EvaluationQueue(IBackgroundJobClient jobs, SubmissionChanges changes, ILogger<EvaluationQueue> log) : IDisposable
{
    /// <summary>
    /// One at a time: the queue's client blocks its thread until Redis answers, and the answer needs a thread too. A burst of uploads that all block
    /// at once would take every thread there is, and time out.
    /// </summary>
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Puts a queued submission into the queue; if that fails, ends it, so that it does not wait for ever.</summary>
    /// <returns>Whether it is in the queue.</returns>
    public async Task<bool> EnqueueAsync(Submission row)
    {
        await _gate.WaitAsync();
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
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
