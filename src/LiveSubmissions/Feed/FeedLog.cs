using LiveSubmissions.Log;
using LiveSubmissions.Telemetry;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.Feed;

/// <summary>Reports what happens in the feed: log messages (event ids 2000 to 2999), trace hops, spans and metrics.</summary>
internal sealed partial class FeedLog(ILogger<SubmissionFeed> logger, TraceLog trace, LiveSubmissionsMeter meter, TimeProvider time)
{
    private readonly SafeLogger _logger = new(logger);
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);

    private readonly BackgroundFailures _failures = new(new SafeLogger(logger), meter, time);
    private long _fullSaid;
    private long _refusedSaid;
    private long _noPositionSaid;
    private long _unreadableSaid;

    public void Received(SubmissionGroup group, LogEntry entry)
    {
        trace.Add(TraceHop.Received, group, entry.State);
        LiveSubmissionsTracing.Received(group, entry.State);
        if (_logger.IsEnabled(LogLevel.Information)) Received(_logger, entry.State.Submission, entry.State.Problem, entry.State.Status, group);
    }

    /// <summary>
    /// An entry was given to the cursors that waited. The measured lag leaves out slow clients: they did not wait, and only their own cursors show how far
    /// behind they are.
    /// </summary>
    public void Written(SubmissionGroup group, LogEntry entry, int cursors)
    {
        trace.Add(TraceHop.Written, group, entry.State, cursors);
        if (cursors > 0) meter.Lagged(time.GetUtcNow() - LogClock.TimeOf(entry.Sequence));
    }

    /// <summary>Cursors read updates. Other updates were superseded (conflated) before a cursor read them; no cursor will read those.</summary>
    public void Delivered(int updates, int conflated) => meter.Delivered(updates, conflated);

    public void Resynced(ResyncReason reason) => meter.Resynced(reason.ToString().ToLowerInvariant());

    public void CaughtUp() => meter.CaughtUp();

    public void RolledBack(SubmissionGroup group, string epoch) => RolledBack(_logger, group, epoch);

    public void ReadFailed(SubmissionGroup group, Exception exception) =>
        ReadFailed(_logger, group, exception.Message, exception is SubmissionTransportException ? null : exception);

    public void RecheckFailed(int groups, Exception exception) =>
        RecheckFailed(_logger, groups, exception.Message, exception is SubmissionTransportException ? null : exception);

    /// <summary>A notification was refused. The log is read instead.</summary>
    public void Refused(SubmissionGroup group, string cause)
    {
        meter.Failed("notification");
        if (ShouldSay(ref _refusedSaid)) Refused(_logger, group, cause);
    }

    /// <summary>A group is not followed, because the node follows as many as it may.</summary>
    public void TooManyGroups(TooManyGroupsException refusal)
    {
        if (ShouldSay(ref _fullSaid)) TooManyGroups(_logger, refusal.Message);
    }

    /// <summary>A log holds a record that cannot be read.</summary>
    public void Unreadable(SubmissionGroup group, UnreadableRecord record)
    {
        meter.Failed("record");
        if (ShouldSay(ref _unreadableSaid)) Unreadable(_logger, group, record.Submission, record.Cause);
    }

    public void Unclear(SubmissionGroup group) => Unclear(_logger, group);

    /// <summary>A page is rendered without a position.</summary>
    public void NoPosition(SubmissionGroup group, string cause)
    {
        if (ShouldSay(ref _noPositionSaid)) NoPosition(_logger, group, cause);
    }

    public void Deaf(string cause) => Deaf(_logger, cause);

    public void HearsAgain() => HearsAgain(_logger);

    /// <summary>Code in the background threw an exception. It keeps running.</summary>
    /// <param name="where">The code that threw: the value of the tag <c>live_submissions.where</c>.</param>
    /// <param name="exception">The exception.</param>
    public void Failed(string where, Exception exception) => _failures.Add(where, exception);

    /// <summary>Whether a message that may repeat without end is logged now: at most once every ten seconds. Metrics are not limited by this.</summary>
    private bool ShouldSay(ref long said)
    {
        var now = time.GetTimestamp();
        var last = Volatile.Read(ref said);
        return (last == 0 || time.GetElapsedTime(last, now) >= SayEvery) && Interlocked.CompareExchange(ref said, now, last) == last;
    }

    [LoggerMessage(2001, LogLevel.Information, "Received submission update: submission_id={SubmissionId}, problem_id={ProblemId}, status={Status} ({Group})")]
    private static partial void Received(ILogger logger, SubmissionId submissionId, ProblemId problemId, SubmissionStatus status, SubmissionGroup group);

    [LoggerMessage(2002, LogLevel.Warning,
        "The log of {Group} was rolled back, as after a failover that lost its tail. Its epoch {Epoch} is fenced; followers are told to ask the application.")]
    private static partial void RolledBack(ILogger logger, SubmissionGroup group, string epoch);

    [LoggerMessage(2003, LogLevel.Warning, "Reading the log of {Group} failed. Its followers may be behind until a read succeeds. {Cause}")]
    private static partial void ReadFailed(ILogger logger, SubmissionGroup group, string cause, Exception? exception);

    [LoggerMessage(2004, LogLevel.Warning, "The ends of the logs of {Groups} followed groups could not be read. Followers may be behind until they can be read. {Cause}")]
    private static partial void RecheckFailed(ILogger logger, int groups, string cause, Exception? exception);

    [LoggerMessage(2005, LogLevel.Warning, "Notifications do not come. Until they do, the followed logs are checked every second. {Cause}")]
    private static partial void Deaf(ILogger logger, string cause);

    [LoggerMessage(2006, LogLevel.Information, "Notifications come again")]
    private static partial void HearsAgain(ILogger logger);

    [LoggerMessage(2014, LogLevel.Warning, "A page of {Group} is rendered without a position. It is not live until its client has asked for the rows again. {Cause}")]
    private static partial void NoPosition(ILogger logger, SubmissionGroup group, string cause);

    [LoggerMessage(2010, LogLevel.Warning, "A notification of {Group} was refused, and its log is read instead. {Cause}")]
    private static partial void Refused(ILogger logger, SubmissionGroup group, string cause);

    [LoggerMessage(2011, LogLevel.Warning,
        "The log of {Group} moved to another server, and the entries that would show a loss were trimmed away. This node's clients of the group are told to ask the application.")]
    private static partial void Unclear(ILogger logger, SubmissionGroup group);

    [LoggerMessage(2012, LogLevel.Warning,
        "The log of {Group} holds a record of submission {Submission} that cannot be read, so its clients are told that they may be behind, until the submission's next state replaces it. {Cause}")]
    private static partial void Unreadable(ILogger logger, SubmissionGroup group, string submission, string cause);

    [LoggerMessage(2013, LogLevel.Warning, "A client was told to come back later (4429). {Cause}")]
    private static partial void TooManyGroups(ILogger logger, string cause);
}
