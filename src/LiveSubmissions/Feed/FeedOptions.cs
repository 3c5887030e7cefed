namespace LiveSubmissions;

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
