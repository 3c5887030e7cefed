namespace LiveSubmissions.Feed;

/// <summary>Follows groups. A subscriber is a cursor into the group's compacted log: live delivery, catch-up and resume are the same read.</summary>
public interface ISubmissionFeed
{
    /// <summary>
    /// Where a group's log ends now. Read it <em>before</em> the application's rows, render both, and let the page follow from it: then nothing is missed
    /// in between.
    /// </summary>
    /// <exception cref="SubmissionTransportException">The transport does not answer; it says why and what to do.</exception>
    ValueTask<FeedPosition> GetPositionAsync(SubmissionGroup group, CancellationToken cancellationToken = default);

    /// <summary>
    /// <see cref="GetPositionAsync"/> for a page, which has rows to show whether or not the transport answers. Without a position the page shows its rows, its
    /// indicator does not say that they are live, and the browser client asks for them once more when it is connected, if its <c>onResync</c> is a
    /// function.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The position, or <see langword="null"/> if the transport does not say it within 2 s; the log then says why.</returns>
    ValueTask<FeedPosition?> TryGetPositionAsync(SubmissionGroup group, CancellationToken cancellationToken = default);

    /// <summary>Attaches a cursor to a group. Complete only once attached: what the log accepts from then on is not missed.</summary>
    /// <param name="group">The group.</param>
    /// <param name="options">From where, and how; by default live updates only.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SubmissionTransportException">The transport does not answer; it says why and what to do.</exception>
    /// <exception cref="TooManyGroupsException">The node follows as many groups as <see cref="FeedOptions.MaxFollowedGroups"/> allows.</exception>
    ValueTask<FeedCursor> SubscribeAsync(SubmissionGroup group, FeedCursorOptions options = default, CancellationToken cancellationToken = default);
}

/// <summary>Why a position cannot be used.</summary>
public enum ResyncReason
{
    /// <summary>It is of another log: the log was lost, or rolled back by a failover, and made anew.</summary>
    Epoch,

    /// <summary>Retention has trimmed away entries after it.</summary>
    Trimmed,

    /// <summary>It is after the log's end.</summary>
    Ahead,
}
