namespace LiveSubmissions;

/// <summary>How a cursor starts.</summary>
public readonly record struct FeedCursorOptions
{
    /// <summary>
    /// The position up to which the subscriber knows everything; <see cref="FeedPosition.Beginning"/> for all that the log retains;
    /// <see langword="null"/> for live updates only.
    /// </summary>
    public FeedPosition? Since { get; init; }

    /// <summary>Whether the cursor gets heartbeats while nothing else comes.</summary>
    public bool Heartbeats { get; init; }

    /// <summary>
    /// Whether what comes after <see cref="FeedCursor.ReadAsync"/> may run on the thread that serves the group: it must then never block. For faces.
    /// </summary>
    internal bool ServeInline { get; init; }
}
