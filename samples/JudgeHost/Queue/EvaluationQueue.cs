using Hangfire;
using Hangfire.States;
using JudgeHost.Submissions;
using JudgeHost.Worker;

namespace JudgeHost.Queue;

/// <summary>Puts submissions into the job queue. Save and broadcast <c>queued</c> first: a fast worker's <c>evaluating</c> must not be earlier.</summary>
internal sealed class EvaluationQueue(IBackgroundJobClient jobs, JobStorage storage, SubmissionChanges changes, ILogger<EvaluationQueue> log) : IDisposable
{
    private const int JobsAtOnce = 1_000;

    /// <summary>
    /// One at a time: the queue's client blocks its thread until Redis answers, and the answer needs a thread too. A burst of uploads that all block
    /// at once would take every thread there is, and time out.
    /// </summary>
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Puts a queued submission into the queue; if that fails, ends it: whoever uploads is told at once, and can try again.</summary>
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
            var reason = Evaluation.MetricsJson.Fault("The job queue did not take it; rejudge it once the queue is back.").ToJsonString();
            await changes.ApplyAsync(row.Id, (now, at) => now.FailUnqueued(row.Ticket, reason, at), CancellationToken.None);
            return false;
        }
    }

    /// <summary>Puts a queued submission into the queue. Twice does no harm: by one ticket a submission is taken up once.</summary>
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

    /// <summary>The submissions, each with its ticket, whose jobs wait in the queue or are to be tried again. A job that a worker has taken out is not among them.</summary>
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
