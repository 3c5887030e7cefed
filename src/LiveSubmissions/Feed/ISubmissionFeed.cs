namespace LiveSubmissions.Feed;

/// <summary>Follows groups. A subscriber is a cursor into the group's compacted log: live delivery, catch-up and resume are the same read.</summary>
public interface ISubmissionFeed
{
    /// <summary>
    /// Where a group's log ends now. Read the position <em>before</em> the application's rows, render both, and let the page follow from this position. Then
    /// the page misses nothing in between.
    /// </summary>
    /// <exception cref="SubmissionTransportException">The transport does not answer. The exception says why, and what to do.</exception>
    ValueTask<FeedPosition> GetPositionAsync(SubmissionGroup group, CancellationToken cancellationToken = default);

    /// <summary>
    /// <see cref="GetPositionAsync"/> for a page that shows its rows even if the transport does not answer. Without a position the page's indicator does not
    /// say that the rows are live. When the browser client is connected, it asks for the rows once more, if its <c>onResync</c> is a function.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The position; <see langword="null"/> if the transport fails or does not answer within 2 s. The process's log then says why.</returns>
    ValueTask<FeedPosition?> TryGetPositionAsync(SubmissionGroup group, CancellationToken cancellationToken = default);

    /// <summary>
    /// Attaches a cursor to a group. The call completes when the cursor is attached: the cursor misses nothing that the log accepts after that.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="options">Where the cursor starts, and what it gets. Default: live updates only.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SubmissionTransportException">The transport does not answer. The exception says why, and what to do.</exception>
    /// <exception cref="TooManyGroupsException">The node already follows as many groups as <see cref="FeedOptions.MaxFollowedGroups"/> allows.</exception>
    ValueTask<FeedCursor> SubscribeAsync(SubmissionGroup group, FeedCursorOptions options = default, CancellationToken cancellationToken = default);
}

/// <summary>Why a position cannot be used.</summary>
public enum ResyncReason
{
    /// <summary>The log was lost and made again, or a failover rolled it back or may have done so.</summary>
    Epoch,

    /// <summary>Retention has trimmed away entries after the position.</summary>
    Trimmed,

    /// <summary>The position is after the log's end.</summary>
    Ahead,
}
