namespace LiveSubmissions;

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
