using LiveSubmissions.Feed;

namespace LiveSubmissions;

/// <summary>How a cursor starts.</summary>
public readonly record struct FeedCursorOptions
{
    /// <summary>
    /// The position up to which the subscriber knows everything; <see cref="FeedPosition.Beginning"/> for all that the log retains;
    /// <see langword="null"/> for live updates only.
    /// </summary>
    public FeedPosition? Since { get; init; }

    /// <summary>The one submission whose updates the subscriber wants; <see langword="null"/> for those of the whole group.</summary>
    public SubmissionId? Submission { get; init; }

    /// <summary>
    /// Whether the cursor gets heartbeats while nothing else comes; and one at once whenever the node becomes unsure of its mirror, or sure again, or is not
    /// sure when the cursor is attached.
    /// </summary>
    public bool Heartbeats { get; init; }

    /// <summary>
    /// Whether what comes after <see cref="FeedCursor.ReadAsync"/> may run on the thread that serves the group: it must then never block. For endpoints.
    /// </summary>
    internal bool ServeInline { get; init; }

    /// <summary>What takes batches while a read waits, so that the read ends only with one that it did not take. Such reads cannot be cancelled.</summary>
    internal IBatchSink? Taker { get; init; }
}
