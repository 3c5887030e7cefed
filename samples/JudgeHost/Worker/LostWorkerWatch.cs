using JudgeHost.Evaluation;
using JudgeHost.Queue;
using JudgeHost.Settings;
using JudgeHost.Submissions;
using LiveSubmissions;

namespace JudgeHost.Worker;

/// <summary>
/// Nothing stays running: a submission whose worker shows no sign of life is queued again as the next attempt; one that was waiting when the
/// judge stopped, and whose job may be lost with it, is queued again too.
/// </summary>
/// <remarks>
/// It runs where submissions come in. Several may run at once: each change is refused to all but one. A worker that was only slow finds that
/// its attempt is no longer the row's, and stops.
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
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);

        var start = time.GetUtcNow().UtcDateTime;
        var begun = false;
        using var timer = new PeriodicTimer(settings.WorkerLostAfter / 4, time);
        do
        {
            try
            {
                if (!begun) await QueueWaitingAgainAsync(start, stoppingToken);
                begun = true;
                await LookAsync(EvaluatingBefore(start), stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.WatchFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Queues again what is evaluating and was last saved before a time.</summary>
    internal async Task LookAsync(DateTime before, CancellationToken cancel)
    {
        foreach (var row in await store.UnchangedSinceAsync(SubmissionStatus.Evaluating.Value, before, AtOnce, cancel))
        {
            var saved = await changes.ApplyAsync(
                row.Id, (now, at) => now.ChangedAt < before && now.LoseWorker(row.Attempt, GivenUp, at), CancellationToken.None);
            if (saved is null) continue;
            log.WorkerLost(row.Id, row.Attempt, saved.Status);
            if (saved.IsQueued) await queue.EnqueueAsync(saved);
        }
    }

    private async Task QueueWaitingAgainAsync(DateTime start, CancellationToken cancel)
    {
        IReadOnlyList<Submission> waiting;
        do
        {
            // Whatever becomes of a row, it is saved after the start, or somebody else saved it: the next reading does not have it.
            waiting = await store.UnchangedSinceAsync(SubmissionStatus.Queued.Value, start, AtOnce, cancel);
            foreach (var row in waiting)
            {
                var saved = await changes.ApplyAsync(row.Id, (now, _) => Again(now, row), CancellationToken.None);
                if (saved is null) continue;
                log.QueuedAgain(row.Id);
                await queue.EnqueueAsync(saved);
            }
        }
        while (waiting.Count == AtOnce);

        static bool Again(Submission now, Submission seen)
        {
            if (!now.IsQueued || now.Ticket != seen.Ticket) return false;
            now.QueueAgain();
            return true;
        }
    }

    /// <summary>With a queue in memory the workers are this process: whoever evaluated before it started is gone.</summary>
    private DateTime EvaluatingBefore(DateTime start)
    {
        var silent = time.GetUtcNow().UtcDateTime - settings.WorkerLostAfter;
        return settings.QueueRedisUrl.Length == 0 && silent < start ? start : silent;
    }
}
