namespace JudgeHost.Queue;

internal static partial class QueueLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Submission {SubmissionId} cannot be queued: the job queue does not answer. Check QUEUE_REDIS_URL and that Redis is running.")]
    public static partial void CannotEnqueue(this ILogger log, long submissionId, Exception exception);
}
