using LiveSubmissions;

namespace JudgeHost.Worker;

internal static partial class WorkerLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "[WORKER] Evaluating submission {SubmissionId}")]
    public static partial void Evaluating(this ILogger log, long submissionId);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "[WORKER] Submission {SubmissionId} evaluation finished: {Status}")]
    public static partial void Finished(this ILogger log, long submissionId, SubmissionStatus status);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "[WORKER] Submission {SubmissionId} evaluation failed")]
    public static partial void Failed(this ILogger log, long submissionId, Exception exception);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "[WORKER] Submission {SubmissionId} is not for this job (ticket {Ticket}): it was taken up or queued again meanwhile")]
    public static partial void NotForThisJob(this ILogger log, long submissionId, int ticket);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "[WORKER] Submission {SubmissionId} went to another attempt than this one ({Attempt}); what this one found is dropped")]
    public static partial void Superseded(this ILogger log, long submissionId, int attempt);

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "[WORKER] Submission {SubmissionId} is given back: this worker stops")]
    public static partial void GivenBack(this ILogger log, long submissionId);

    [LoggerMessage(EventId = 7, Level = LogLevel.Warning, Message = "Submission {SubmissionId} lost its worker (attempt {Attempt}): now {Status}")]
    public static partial void WorkerLost(this ILogger log, long submissionId, int attempt, string status);

    [LoggerMessage(EventId = 8, Level = LogLevel.Warning, Message = "Submission {SubmissionId} was waiting and the job queue had no job for it: queued again")]
    public static partial void JobLost(this ILogger log, long submissionId);

    [LoggerMessage(EventId = 9, Level = LogLevel.Error, Message = "Looking for lost workers and lost jobs failed; it is tried again")]
    public static partial void WatchFailed(this ILogger log, Exception exception);
}
