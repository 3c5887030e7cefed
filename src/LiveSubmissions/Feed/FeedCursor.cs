namespace LiveSubmissions;

/// <summary>
/// A subscriber's place in a group's log. It holds a position, not a queue: a reader that takes its time costs nothing, and then gets each
/// submission's newest state.
/// </summary>
public sealed class FeedCursor : IAsyncDisposable
{
    /// <summary>The group.</summary>
    public SubmissionGroup Group => throw new NotImplementedException();

    /// <summary>The position after the last batch that was read; at first, where the cursor starts.</summary>
    public FeedPosition Position => throw new NotImplementedException();

    /// <summary>Whether <see cref="FeedCursorOptions.Since"/> was given and could be used. If it was given and could not, the first batch is a resync.</summary>
    public bool Resumed => throw new NotImplementedException();

    /// <summary>False when the cursor starts from <see cref="FeedPosition.Beginning"/> and retention has trimmed away entries.</summary>
    public bool Complete => throw new NotImplementedException();

    /// <summary>Waits until there is something that the cursor has not had. One call at a time.</summary>
    /// <exception cref="ObjectDisposedException">The cursor was disposed, or the feed stopped.</exception>
    public ValueTask<FeedBatch> ReadAsync(CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Leaves the group. A pending read ends with <see cref="ObjectDisposedException"/>.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
