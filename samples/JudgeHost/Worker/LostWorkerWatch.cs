using JudgeHost.Evaluation;
using JudgeHost.Queue;
using JudgeHost.Settings;
using JudgeHost.Submissions;
using LiveSubmissions;

namespace JudgeHost.Worker;

/// <summary>
/// Nothing stays running: a submission whose worker shows no sign of life is queued again as the next attempt. And nothing waits for ever: one
/// that waits and has no job, since the queue has lost it, gets another job.
/// </summary>
/// <remarks>
/// It runs where submissions come in. Several may run at once: each change is refused to all but one, and of two jobs for the same wait one finds nothing
/// to do. A worker that was only slow finds that its attempt is no longer the row's, and stops.
/// </remarks>
internal sealed class LostWorkerWatch(
    SubmissionStore store, SubmissionChanges changes, EvaluationQueue queue, JudgeSettings settings,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<LostWorkerWatch> log)
    : BackgroundService
{
    private const int AtOnce = 1_000;

    private static readonly string GivenUp =
        MetricsJson.Fault($"Its worker was lost {Submission.MaxLostWorkers} times, so it was given up. Rejudge it once the cause is known.").ToJsonString();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not before the port is this process's: one that was started twice by mistake must not take the other's submissions away.
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

    /// <summary>Queues again what is evaluating and was last saved before a time.</summary>
    internal async Task LookAsync(DateTime before, CancellationToken cancellationToken)
    {
        foreach (var row in await store.UnchangedSinceAsync(SubmissionStatus.Evaluating.Value, before, AtOnce, cancellationToken))
        {
            await TryAsync(() => QueueAgainAsync(row, before), cancellationToken);
        }
    }

    /// <summary>Gives a job to what is queued, was last saved before a time, and has none.</summary>
    internal async Task LookForWaitingAsync(DateTime before, CancellationToken cancellationToken)
    {
        var waiting = await store.UnchangedSinceAsync(SubmissionStatus.Queued.Value, before, AtOnce, cancellationToken);
        if (waiting.Count == 0) return;
        var jobs = await queue.WaitingAsync();
        foreach (var row in waiting.Where(row => !jobs.Contains((row.Id, row.Ticket))))
        {
            // By the same ticket, and nothing is saved: it waits on as the same attempt, and nobody sees a difference.
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

    /// <summary>What fails is tried again with the next look, and keeps nothing else from being looked at.</summary>
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

    /// <summary>With a queue in memory the workers are this process: whoever evaluated before it started is gone.</summary>
    private DateTime EvaluatingBefore(DateTime start) => settings.QueueRedisUrl.Length == 0 ? NotAfter(start) : Silent();

    /// <summary>What was saved before this process started cannot be on its way into the queue; what was saved since may be for a while.</summary>
    private DateTime NotAfter(DateTime start) => Silent() is var silent && silent < start ? start : silent;

    private DateTime Silent() => time.GetUtcNow().UtcDateTime - settings.WorkerLostAfter;
}
