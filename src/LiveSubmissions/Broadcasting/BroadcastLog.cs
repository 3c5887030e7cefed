using LiveSubmissions.Log;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.Broadcasting;

/// <summary>The log messages of a broadcaster. Event ids 1000 to 1999. The texts of the first four are those of the original system.</summary>
internal sealed partial class BroadcastLog(ILogger<SubmissionBroadcaster> logger)
{
    private readonly ILogger _logger = new SafeLogger(logger);

    [LoggerMessage(1001, LogLevel.Information, "Broadcasting submission update: submission_id={SubmissionId}, problem_id={ProblemId}, status={Status}")]
    private partial void Broadcasting(SubmissionId submissionId, ProblemId problemId, SubmissionStatus status);

    [LoggerMessage(1002, LogLevel.Information, "Successfully broadcasted submission update to {Group}")]
    public partial void Broadcasted(SubmissionGroup group);

    [LoggerMessage(1003, LogLevel.Warning, "Skip websocket broadcast: channel layer is not configured")]
    public partial void NotConfigured();

    [LoggerMessage(1004, LogLevel.Warning, "Skip websocket broadcast: problem id is missing")]
    public partial void ProblemMissing();

    [LoggerMessage(1005, LogLevel.Warning, "Deferred submission update: submission_id={SubmissionId}, problem_id={ProblemId}, status={Status} ({Cause})")]
    private partial void Deferred(SubmissionId submissionId, ProblemId problemId, SubmissionStatus status, string cause, Exception? exception);

    [LoggerMessage(1006, LogLevel.Warning, "Refused submission update: submission_id={SubmissionId}, problem_id={ProblemId}, status={Status} ({Reason})")]
    private partial void Refused(SubmissionId submissionId, ProblemId problemId, SubmissionStatus status, string reason);

    [LoggerMessage(1007, LogLevel.Error, "Failed submission update: submission_id={SubmissionId}, problem_id={ProblemId}, status={Status} ({Reason})")]
    private partial void Failed(SubmissionId submissionId, ProblemId problemId, SubmissionStatus status, string reason);

    [LoggerMessage(1008, LogLevel.Warning,
        "{Count} numbers in the metrics of submission {SubmissionId} are NaN or infinite, which JSON cannot carry; null was sent for each. This is logged once.")]
    public partial void NotFinite(int count, SubmissionId submissionId);

    [LoggerMessage(1009, LogLevel.Information,
        "The outbox is empty again: every deferred update was sent, or a newer one of its submission; {Count} were deferred, and the outage took {Duration}")]
    public partial void OutboxEmpty(long count, string duration);

    [LoggerMessage(1010, LogLevel.Error,
        "{Count} submissions' newest updates could not be sent within {Timeout} of the shutdown. Clients do not get them; the application's database still has them")]
    public partial void LostAtShutdown(int count, string timeout);

    [LoggerMessage(1011, LogLevel.Information,
        "The connection is restored. The newest updates of {Count} submissions from the last minute are sent again, because the log may have lost them")]
    public partial void SentAgain(int count);

    [LoggerMessage(1012, LogLevel.Warning,
        "{Count} submissions' newest updates are deferred, the first of them for {Duration}: they are sent when the transport takes them ({Cause})")]
    public partial void OutboxWaits(int count, string duration, string cause);

    [LoggerMessage(1013, LogLevel.Error,
        "ISubmissionGroupNaming.AdditionalGroups failed for submission {SubmissionId}, so only the problem's group gets the update. Fix ISubmissionGroupNaming.AdditionalGroups: {Cause}")]
    public partial void NoAdditionalGroups(SubmissionId submissionId, string cause, Exception exception);

    [LoggerMessage(1014, LogLevel.Debug, "Already known submission update: submission_id={SubmissionId} ({Group})")]
    public partial void AlreadyKnown(SubmissionId submissionId, SubmissionGroup group);

    [LoggerMessage(1030, LogLevel.Warning,
        "Left out of a submission update, or changed: submission_id={SubmissionId}, problem_id={ProblemId}, status={Status} ({LeftOut}). The status itself is sent.")]
    private partial void LeftOut(SubmissionId submissionId, ProblemId problemId, SubmissionStatus status, string leftOut);

    [LoggerMessage(1020, LogLevel.Debug, "Deferred submission update: submission_id={SubmissionId}, problem_id={ProblemId}, status={Status} ({Cause})")]
    private partial void DeferredToo(SubmissionId submissionId, ProblemId problemId, SubmissionStatus status, string cause);

    [LoggerMessage(1021, LogLevel.Debug, "Failed submission update: submission_id={SubmissionId}, problem_id={ProblemId}, status={Status} ({Reason})")]
    private partial void FailedToo(SubmissionId submissionId, ProblemId problemId, SubmissionStatus status, string reason);

    [LoggerMessage(1022, LogLevel.Error,
        "{Count} updates failed in this outage, because the outbox was full. Clients do not get them. Raise Broadcaster.OutboxCapacity")]
    public partial void FailedMeanwhile(long count);

    [LoggerMessage(1023, LogLevel.Error, "Sending deferred updates failed unexpectedly, and continues after a pause: {Cause}")]
    public partial void PumpFailed(string cause, Exception exception);

    [LoggerMessage(1024, LogLevel.Warning,
        "The log of {Group} was lost and made anew. The updates that it had are only in the application's database; a client that asks for everything is told that some are missing")]
    public partial void LossReported(SubmissionGroup group);

    [LoggerMessage(1025, LogLevel.Warning,
        "The log of {Group} was lost and made anew, but this could not be recorded in the new log. A client that asks for everything may not be told that updates are missing: {Cause}")]
    public partial void LossUnreported(SubmissionGroup group, string cause);

    public void Broadcasting(SubmissionUpdate update) => Broadcasting(update.SubmissionId, update.ProblemId, update.Status);

    public void LeftOut(SubmissionUpdate update, string leftOut) => LeftOut(update.SubmissionId, update.ProblemId, update.Status, leftOut);

    public void Failed(SubmissionUpdate update, string reason) => Failed(update.SubmissionId, update.ProblemId, update.Status, reason);

    /// <summary>
    /// Logs an update that could not be sent. The first update of an outage is logged as a warning or error, the others at level Debug: there may be a hundred
    /// thousand, and they say nothing new.
    /// </summary>
    public void Deferred(SubmissionEntry entry, Exception exception, Deferral deferral)
    {
        if (deferral.Result.Outcome == BroadcastOutcome.Failed) Failed(entry, deferral.Result.Reason!, deferral.IsFirst);
        else if (deferral.IsFirst) Deferred(entry.Submission, entry.Problem, entry.Status, exception.Message, Unforeseen(exception));
        else DeferredToo(entry.Submission, entry.Problem, entry.Status, exception.Message);
    }

    /// <summary>Logs an update that the outbox did not accept.</summary>
    public void Failed(SubmissionEntry entry, string reason, bool isFirst)
    {
        if (isFirst) Failed(entry.Submission, entry.Problem, entry.Status, reason);
        else FailedToo(entry.Submission, entry.Problem, entry.Status, reason);
    }

    public void Refused(SubmissionEntry entry, string reason) => Refused(entry.Submission, entry.Problem, entry.Status, reason);

    private static Exception? Unforeseen(Exception exception) => exception is SubmissionTransportException or OperationCanceledException ? null : exception;
}
