namespace LiveSubmissions;

/// <summary>The settings of <c>AddLiveSubmissions()</c>. They are validated when the host starts; one exception then lists every error.</summary>
public sealed class LiveSubmissionsOptions
{
    /// <summary>Settings for sending updates.</summary>
    public BroadcasterOptions Broadcaster { get; } = new();

    /// <summary>Settings for how much a group's log keeps, and for how long.</summary>
    public RetentionOptions Retention { get; } = new();

    /// <summary>Settings for how a node follows the logs and serves its clients.</summary>
    public FeedOptions Feed { get; } = new();

    /// <summary>
    /// The statuses after which a submission no longer changes. Default: accepted, rejected, failed, cancelled. A configuration file can only add statuses to
    /// this set; code can also remove them.
    /// </summary>
    public HashSet<SubmissionStatus> TerminalStatuses { get; } =
        [SubmissionStatus.Accepted, SubmissionStatus.Rejected, SubmissionStatus.Failed, SubmissionStatus.Cancelled];
}

/// <summary>Settings for sending updates.</summary>
public sealed class BroadcasterOptions
{
    /// <summary>The largest value that <see cref="MaxUpdateBytes"/> may have.</summary>
    internal const int MostUpdateBytes = 1024 * 1024;

    /// <summary>
    /// The largest update, in bytes of its JSON. Default 65,536; 1,024 to 1,048,576. A larger update is sent without its metrics, and
    /// <see cref="BroadcastResult.LeftOut"/> says so.
    /// </summary>
    public int MaxUpdateBytes { get; set; } = 64 * 1024;

    /// <summary>How long a broadcast waits for the log's answer. After this time the update is deferred. Default 5 s; 100 ms to 1 min.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long after an append was sent the log may still accept it, by the log's clock. The log refuses a later append, and the broadcaster sends it again.
    /// Default 2 s; 100 ms to 1 min. Example: a server hangs, so an append times out; when the server continues, it still executes that append. Without this
    /// limit the late append could replace a newer state.
    /// </summary>
    public TimeSpan AppendDeadline { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How many submissions the outbox can hold; a submission counts once for each of its groups. The outbox holds a submission while an update of it is being
    /// sent, or is deferred because it could not be sent (only the newest one is kept). Default 10,000; 1 to 1,000,000. If the outbox is full, a broadcast for
    /// another submission has the outcome <see cref="BroadcastOutcome.Failed"/>. In addition, the broadcaster keeps the newest accepted update of the same
    /// number of submissions for one minute, to send it again after a failover. These updates take no room in the outbox.
    /// </summary>
    public int OutboxCapacity { get; set; } = 10_000;

    /// <summary>
    /// How long the broadcaster waits before it tries to send the deferred updates again. The wait doubles with each try that fails, up to 16 times this value.
    /// Default 250 ms; 10 ms to 1 min.
    /// </summary>
    public TimeSpan OutboxRetryDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long a shutdown waits until the outbox is empty. The broadcaster waits after all hosted services have stopped, and when the host is disposed; this
    /// is the limit for both waits together. Default 5 s; 0 to 1 min.
    /// </summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Settings for how much a group's log keeps, and for how long.</summary>
public sealed class RetentionOptions
{
    /// <summary>How many submissions of a group the log keeps: the most recently changed ones. Default 10,000; 1 to 1,000,000.</summary>
    public int MaxSubmissions { get; set; } = 10_000;

    /// <summary>
    /// How long a group's log is kept after its last update if no node follows the group. Default 7 days; 1 minute to 365 days. The in-memory transport ignores
    /// this setting: it keeps its logs until the process ends.
    /// </summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromDays(7);
}

/// <summary>Settings for how a node follows the logs and serves its clients.</summary>
public sealed class FeedOptions
{
    /// <summary>How often a node compares the ends of its mirrors with the ends of the logs, with jitter. Default 5 s; 100 ms to 2 min.</summary>
    public TimeSpan RecheckInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a node keeps the mirror of a group after the last client has left. The mirror of an empty log is not kept. Default 30 s; 0 to 1 h.
    /// </summary>
    public TimeSpan MirrorLinger { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many groups a node follows at the same time. A client that asks for one more group is told to come back later (close code 4429). Set it above the
    /// number of problems plus the number of users that have their own group. Default 20,000; 1 to 1,000,000.
    /// </summary>
    public int MaxFollowedGroups { get; set; } = 20_000;

    /// <summary>How often a cursor that asked for heartbeats gets one. Default 10 s; 100 ms to 5 min.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The most bytes of messages in one batch. A batch always holds at least one entry, even a larger one. Default 65,536; 1,024 to 16,777,216.
    /// </summary>
    public int MaxBatchBytes { get; set; } = 64 * 1024;
}
