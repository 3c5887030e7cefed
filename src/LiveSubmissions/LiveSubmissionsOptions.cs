namespace LiveSubmissions;

/// <summary>The settings of <c>AddLiveSubmissions()</c>, validated when the host starts, every error at once.</summary>
public sealed class LiveSubmissionsOptions
{
    /// <summary>How updates are sent.</summary>
    public BroadcasterOptions Broadcaster { get; } = new();

    /// <summary>What a group's log keeps.</summary>
    public RetentionOptions Retention { get; } = new();

    /// <summary>How a node follows logs and serves cursors.</summary>
    public FeedOptions Feed { get; } = new();

    /// <summary>
    /// The statuses after which a submission changes no more. Default: accepted, rejected, failed, cancelled. What a configuration file lists is added to
    /// them; code can remove one too.
    /// </summary>
    public HashSet<SubmissionStatus> TerminalStatuses { get; } =
        [SubmissionStatus.Accepted, SubmissionStatus.Rejected, SubmissionStatus.Failed, SubmissionStatus.Cancelled];
}

/// <summary>How updates are sent.</summary>
public sealed class BroadcasterOptions
{
    /// <summary>The most that <see cref="MaxUpdateBytes"/> can be.</summary>
    internal const int MostUpdateBytes = 1024 * 1024;

    /// <summary>The largest update, in bytes of its JSON. Default 65,536; 1,024 to 1,048,576. A larger one is sent without its metrics, and says so.</summary>
    public int MaxUpdateBytes { get; set; } = 64 * 1024;

    /// <summary>How long a broadcast waits for the log's answer before it is deferred. Default 5 s; 100 ms to 1 min.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long after it was sent a log may still accept an append, by the log's clock; a later one finds the door closed and is tried again.
    /// Default 2 s; 100 ms to 1 min. Appends that timed out do execute later, when a stalled server wakes up.
    /// </summary>
    public TimeSpan AppendDeadline { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// For how many submissions an update may be on its way, or kept because it could not be sent (the newest of each). Default 10,000; 1 to 1,000,000. Beyond
    /// that a broadcast's outcome is <see cref="BroadcastOutcome.Failed"/>. For as many submissions the newest accepted update is kept for a minute, to be sent
    /// again after a failover; those count here against nothing.
    /// </summary>
    public int OutboxCapacity { get; set; } = 10_000;

    /// <summary>How long to wait before the outbox is tried again; doubled up to 16 times as long. Default 250 ms; 10 ms to 1 min.</summary>
    public TimeSpan OutboxRetryDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long a shutdown waits for the outbox to empty: once all hosted services have stopped, or when the host is disposed, and no longer for both. Default
    /// 5 s; 0 to 1 min.
    /// </summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>What a group's log keeps.</summary>
public sealed class RetentionOptions
{
    /// <summary>The newest so many submissions of a group. Default 10,000; 1 to 1,000,000.</summary>
    public int MaxSubmissions { get; set; } = 10_000;

    /// <summary>
    /// How long after its last update a group's log is kept when nobody watches it. Default 7 days; 1 minute to 365 days. The in-memory transport keeps its
    /// logs as long as the process.
    /// </summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromDays(7);
}

/// <summary>How a node follows logs and serves cursors.</summary>
public sealed class FeedOptions
{
    /// <summary>How often a node compares its mirrors' ends with the logs', jittered. Default 5 s; 100 ms to 2 min.</summary>
    public TimeSpan RecheckInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a mirror is kept after its last cursor left, unless its log is empty. Default 30 s; 0 to 1 h.</summary>
    public TimeSpan MirrorLinger { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many groups a node follows at once; clients of one more are told to come back later (4429). Choose it above the number of problems, and of the people
    /// that have a group of their own. Default 20,000; 1 to 1,000,000.
    /// </summary>
    public int MaxFollowedGroups { get; set; } = 20_000;

    /// <summary>How often a cursor that asked for heartbeats gets one. Default 10 s; 100 ms to 5 min.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many bytes of messages one batch holds at most; the first entry always fits. Default 65,536; 1,024 to 16,777,216.</summary>
    public int MaxBatchBytes { get; set; } = 64 * 1024;
}
