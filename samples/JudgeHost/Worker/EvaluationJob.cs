using System.Text.Json.Nodes;
using Hangfire;
using JudgeHost.Evaluation;
using JudgeHost.Problems;
using JudgeHost.Submissions;
using LiveSubmissions;
using LiveSubmissions.Evaluation;

namespace JudgeHost.Worker;

/// <summary>The job: evaluates a submission, and always ends it in a terminal status.</summary>
/// <remarks>
/// It throws only if the database fails; then the queue tries again. If the process dies, the submission stays <c>evaluating</c> until LostWorkerWatch finds
/// it.
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
            var metrics = await evaluator.EvaluateAsync(catalog.Get(row.ProblemId), file, progress.ReportAsync, stop);
            return (SubmissionStatus.Accepted, metrics.ToJsonString());
        }
        catch (MalformedSubmissionException e)
        {
            return (SubmissionStatus.Rejected, MetricsJson.Malformed(e).ToJsonString());
        }
        catch (Exception e) when (e is not SupersededException && !(e is OperationCanceledException && stop.IsCancellationRequested))
        {
            log.Failed(row.Id, e);

            // The exception is only in the log: it may contain details that participants must not see.
            return (SubmissionStatus.Failed, MetricsJson.Fault("The judge failed, not the file. The worker's log says why.").ToJsonString());
        }
    }

    private async Task FinishAsync(Submission row, SubmissionStatus status, string metrics)
    {
        // Without the token: the result is saved even if the worker is stopping.
        var saved = await changes.ApplyAsync(row.Id, (now, at) => now.Finish(row.Attempt, status, metrics, at), CancellationToken.None);
        if (saved is null) throw new SupersededException();
        log.Finished(row.Id, status);
    }
}

/// <summary>Saves and broadcasts the progress of a run now and then. It also shows LostWorkerWatch that the worker is alive.</summary>
internal sealed class ProgressReport(SubmissionChanges changes, Submission row, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(150);

    private long? _last;

    /// <exception cref="SupersededException">The submission is no longer this run's.</exception>
    public async Task ReportAsync(double progress, JsonObject metrics)
    {
        if (_last is { } last && time.GetElapsedTime(last) < Interval) return;
        _last = time.GetTimestamp();
        var json = metrics.ToJsonString();

        // Without a token: a change is both saved and broadcast, or neither.
        var saved = await changes.ApplyAsync(row.Id, (now, _) => now.Report(row.Attempt, progress, json), CancellationToken.None);
        if (saved is null) throw new SupersededException();
    }
}

/// <summary>The submission has a newer attempt: this run ends, and its results are dropped.</summary>
internal sealed class SupersededException : Exception;

internal static partial class WorkerLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "[WORKER] Evaluating submission {SubmissionId}")]
    public static partial void Evaluating(this ILogger log, long submissionId);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "[WORKER] Submission {SubmissionId} evaluation finished: {Status}")]
    public static partial void Finished(this ILogger log, long submissionId, SubmissionStatus status);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "[WORKER] Submission {SubmissionId} evaluation failed")]
    public static partial void Failed(this ILogger log, long submissionId, Exception exception);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "[WORKER] Submission {SubmissionId} is not for this job (ticket {Ticket}): another job has begun it, or it was queued again")]
    public static partial void NotForThisJob(this ILogger log, long submissionId, int ticket);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "[WORKER] Submission {SubmissionId} has a newer attempt than this one ({Attempt}); the results of this one are dropped")]
    public static partial void Superseded(this ILogger log, long submissionId, int attempt);

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "[WORKER] Submission {SubmissionId} is given back: this worker stops")]
    public static partial void GivenBack(this ILogger log, long submissionId);
}
