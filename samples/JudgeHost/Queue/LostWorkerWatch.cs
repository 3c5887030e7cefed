using JudgeHost.Evaluation;
using JudgeHost.Settings;
using JudgeHost.Submissions;
using LiveSubmissions;

namespace JudgeHost.Queue;

/// <summary>
/// Queues a submission again, as the next attempt, if its worker has saved nothing for too long: so no submission stays <c>evaluating</c>. And gives a waiting
/// submission another job if the queue has lost its job: so no submission waits for ever.
/// </summary>
/// <remarks>
/// It runs in the backend. Several may run at the same time: only one of them can make a change, and of two jobs for one ticket only one begins. A worker that
/// was only slow finds a newer attempt on the row, and stops.
/// </remarks>
internal sealed class LostWorkerWatch(
    SubmissionStore store, SubmissionChanges changes, EvaluationQueue queue, JudgeSettings settings,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<LostWorkerWatch> log)
    : BackgroundService
{
    private const int AtOnce = 1_000;

    private static readonly string GivenUp =
        MetricsJson.Fault($"Its worker was lost {Submission.MaxLostWorkers} times, so it is not tried again. Rejudge it once the cause is known.").ToJsonString();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not before this process has its port: if it was started twice by mistake, the second must not take the first one's submissions.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);

        var start = time.GetUtcNow().UtcDateTime;
        using var timer = new PeriodicTimer(settings.WorkerLostAfter / 4, time);
        do
        {
            await TryAsync(() => LookAsync(EvaluatingBefore(start), stoppingToken), stoppingToken);
            await TryAsync(() => LookForWaitingAsync(NotAfter(start), stoppingToken), stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Queues evaluating submissions again that were last saved before a time.</summary>
    internal async Task LookAsync(DateTime before, CancellationToken cancellationToken)
    {
        foreach (var row in await store.UnchangedSinceAsync(SubmissionStatus.Evaluating.Value, before, AtOnce, cancellationToken))
        {
            await TryAsync(() => QueueAgainAsync(row, before), cancellationToken);
        }
    }

    /// <summary>Gives a job to queued submissions that were last saved before a time and have no job.</summary>
    internal async Task LookForWaitingAsync(DateTime before, CancellationToken cancellationToken)
    {
        var waiting = await store.UnchangedSinceAsync(SubmissionStatus.Queued.Value, before, AtOnce, cancellationToken);
        if (waiting.Count == 0) return;
        var jobs = await queue.WaitingAsync();
        foreach (var row in waiting.Where(row => !jobs.Contains((row.Id, row.Ticket))))
        {
            // With the same ticket, and nothing is saved: the submission waits as the same attempt, and pages see no difference.
            await queue.EnqueueAsync(row);
            log.JobLost(row.Id);
        }
    }

    private async Task QueueAgainAsync(Submission row, DateTime before)
    {
        var saved = await changes.ApplyAsync(
            row.Id, (now, at) => now.ChangedAt < before && now.LoseWorker(row.Attempt, GivenUp, at), CancellationToken.None);
        if (saved is null) return;
        log.WorkerLost(row.Id, row.Attempt, saved.Status);
        if (saved.IsQueued) await queue.EnqueueAsync(saved);
    }

    /// <summary>A failure is logged, and the next look tries again. It does not stop the other looks.</summary>
    private async Task TryAsync(Func<Task> look, CancellationToken cancellationToken)
    {
        try
        {
            await look();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.WatchFailed(e);
        }
    }

    /// <summary>With a queue in memory, all workers are in this process: a worker from before its start is gone.</summary>
    private DateTime EvaluatingBefore(DateTime start) => settings.QueueRedisUrl.Length == 0 ? NotAfter(start) : Silent();

    /// <summary>A submission that was saved before this process started is not on its way into the queue any more. A newer one may be, for a while.</summary>
    private DateTime NotAfter(DateTime start) => Silent() is var silent && silent < start ? start : silent;

    private DateTime Silent() => time.GetUtcNow().UtcDateTime - settings.WorkerLostAfter;
}
