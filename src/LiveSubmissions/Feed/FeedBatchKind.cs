namespace LiveSubmissions;

/// <summary>What a <see cref="FeedBatch"/> says.</summary>
public enum FeedBatchKind
{
    /// <summary>Entries: the newest states that the cursor has not had.</summary>
    Entries,

    /// <summary>Nothing new; the position, and whether the node is up to date.</summary>
    Heartbeat,

    /// <summary>History that the cursor needs is gone: ask the application, then go on from here.</summary>
    Resync,
}
