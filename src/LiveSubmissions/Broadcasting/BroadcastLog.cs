using LiveSubmissions.Diagnostics;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.Broadcasting;

/// <summary>What a broadcaster says; the wording of the first four is the original system's. Event ids 1000 to 1999.</summary>
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
        "{Count} numbers in the metrics of submission {SubmissionId} are NaN or infinite, which JSON cannot carry; null was sent for each. Further ones are not reported.")]
    public partial void NotFinite(int count, SubmissionId submissionId);

    [LoggerMessage(1009, LogLevel.Information, "The outbox is empty again: every deferred update was sent")]
    public partial void OutboxEmpty();

    [LoggerMessage(1010, LogLevel.Error,
        "{Count} submissions' newest updates could not be sent within {Timeout} of the shutdown and are lost to followers; the application's own rows still hold them")]
    public partial void LostAtShutdown(int count, TimeSpan timeout);

    [LoggerMessage(1011, LogLevel.Information,
        "The connection is restored: the newest updates of {Count} submissions, sent within the last minute, are sent again in case the log has lost them")]
    public partial void SentAgain(int count);

    [LoggerMessage(1012, LogLevel.Warning,
        "{Count} submissions' newest updates are deferred, the first of them for {Seconds} s: they are sent when the transport takes them")]
    public partial void OutboxWaits(int count, int seconds);

    [LoggerMessage(1013, LogLevel.Error,
        "The further groups of submission {SubmissionId} could not be named, so only the problem's followers are told. Mend ISubmissionGroupNaming.FurtherGroups: {Cause}")]
    public partial void NoFurtherGroups(SubmissionId submissionId, string cause, Exception exception);

    [LoggerMessage(1014, LogLevel.Debug, "Already known submission update: submission_id={SubmissionId} ({Group})")]
    public partial void AlreadyKnown(SubmissionId submissionId, SubmissionGroup group);

    [LoggerMessage(1020, LogLevel.Warning,
        "Left out of a submission update, or changed: submission_id={SubmissionId}, problem_id={ProblemId}, status={Status} ({LeftOut}). The status itself is sent.")]
    private partial void LeftOut(SubmissionId submissionId, ProblemId problemId, SubmissionStatus status, string leftOut);

    public void Broadcasting(SubmissionUpdate update) => Broadcasting(update.SubmissionId, update.ProblemId, update.Status);

    public void LeftOut(SubmissionUpdate update, string leftOut) => LeftOut(update.SubmissionId, update.ProblemId, update.Status, leftOut);

    public void Failed(SubmissionUpdate update, string reason) => Failed(update.SubmissionId, update.ProblemId, update.Status, reason);

    public void Deferred(SubmissionEntry entry, Exception exception) => Deferred(
        entry.Submission, entry.Problem, entry.Status, exception.Message, exception is SubmissionTransportException or OperationCanceledException ? null : exception);

    public void Refused(SubmissionEntry entry, string reason) => Refused(entry.Submission, entry.Problem, entry.Status, reason);

    /// <summary>An update that the outbox did not take in.</summary>
    public void NeverSent(SubmissionEntry entry, BroadcastResult result)
    {
        if (result.Outcome == BroadcastOutcome.Failed) Failed(entry.Submission, entry.Problem, entry.Status, result.Reason!);
        else Refused(entry, result.Reason!);
    }
}
