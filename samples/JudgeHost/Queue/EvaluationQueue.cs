using Hangfire;
using Hangfire.States;
using JudgeHost.Evaluation;
using JudgeHost.Submissions;
using JudgeHost.Worker;

namespace JudgeHost.Queue;

/// <summary>Puts submissions into the job queue. Save and broadcast <c>queued</c> before: otherwise a fast worker's <c>evaluating</c> may come first.</summary>
internal sealed class EvaluationQueue(IBackgroundJobClient jobs, JobStorage storage, SubmissionChanges changes, ILogger<EvaluationQueue> log) : IDisposable
{
    private const int JobsAtOnce = 1_000;

    /// <summary>
    /// One call at a time: the queue's client blocks its thread until Redis answers, and the answer needs a thread too. In a burst of uploads, blocked calls
    /// would use all threads and time out.
    /// </summary>
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Puts a queued submission into the queue. If that fails, the submission fails: the participant sees it at once and can try again.</summary>
    /// <returns>Whether it is in the queue.</returns>
    public async Task<bool> TryEnqueueAsync(Submission row)
    {
        try
        {
            await EnqueueAsync(row);
            return true;
        }
        catch (Exception e)
        {
            log.CannotEnqueue(row.Id, e);
            var reason = MetricsJson.Fault("The job queue did not take it; rejudge it once the queue is back.").ToJsonString();
            await changes.ApplyAsync(row.Id, (now, at) => now.FailUnqueued(row.Ticket, reason, at), CancellationToken.None);
            return false;
        }
    }

    /// <summary>Puts a queued submission into the queue. Doing so twice is harmless: only one job per ticket begins an evaluation.</summary>
    public async Task EnqueueAsync(Submission row)
    {
        await _gate.WaitAsync();
        try
        {
            jobs.Enqueue<EvaluationJob>(job => job.RunAsync(row.Id, row.Ticket, CancellationToken.None));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The submissions, with their tickets, whose jobs wait in the queue or for a retry. Jobs that a worker has taken are not included.</summary>
    public async Task<HashSet<(long Id, int Ticket)>> WaitingAsync()
    {
        await _gate.WaitAsync();
        try
        {
            var monitor = storage.GetMonitoringApi();
            return
            [
                .. Pages(from => monitor.EnqueuedJobs(EnqueuedState.DefaultQueue, from, JobsAtOnce).Select(job => job.Value?.Job)),
                .. Pages(from => monitor.ScheduledJobs(from, JobsAtOnce).Select(job => job.Value?.Job)),
            ];
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private static IEnumerable<(long Id, int Ticket)> Pages(Func<int, IEnumerable<Hangfire.Common.Job?>> read)
    {
        for (var from = 0; ; from += JobsAtOnce)
        {
            var page = read(from).ToList();
            foreach (var job in page)
            {
                if (job?.Args is [long id, int ticket, ..]) yield return (id, ticket);
            }

            if (page.Count < JobsAtOnce) yield break;
        }
    }
}

internal static partial class QueueLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Submission {SubmissionId} cannot be queued: the job queue does not answer. Check QUEUE_REDIS_URL and that Redis is running.")]
    public static partial void CannotEnqueue(this ILogger log, long submissionId, Exception exception);

    [LoggerMessage(EventId = 7, Level = LogLevel.Warning, Message = "Submission {SubmissionId} lost its worker (attempt {Attempt}): now {Status}")]
    public static partial void WorkerLost(this ILogger log, long submissionId, int attempt, string status);

    [LoggerMessage(EventId = 8, Level = LogLevel.Warning, Message = "Submission {SubmissionId} was waiting and the job queue had no job for it: queued again")]
    public static partial void JobLost(this ILogger log, long submissionId);

    [LoggerMessage(EventId = 9, Level = LogLevel.Error, Message = "Looking for lost workers and lost jobs failed; it is tried again")]
    public static partial void WatchFailed(this ILogger log, Exception exception);
}
