namespace LiveSubmissions.Feed;

/// <summary>What a cursor is given: the one read that live delivery, catch-up, resume and resync are. Whoever owns the log guards it.</summary>
internal sealed class CursorReader(MirrorLog log, int maxBatchBytes)
{
    private readonly MirrorBatches _batches = new(log, maxBatchBytes);
    private int _delivered;
    private int _conflated;
    private FeedBatch? _change;

    /// <summary>Whether the node is sure of the log. Cursors that asked for heartbeats are told each change at once, in one.</summary>
    public bool IsVerified { get; set; }

    public CursorStart StartOf(FeedPosition? since)
    {
        if (since is not { } position) return new CursorStart(log.Position);
        if (position.Epoch is null) return new CursorStart(new FeedPosition(log.Epoch, log.Floor), Complete: log.IsComplete);
        return (ReasonToResync(position) ?? (log.IsDoubtful(position.Sequence) ? ResyncReason.Epoch : null)) is { } reason ? new CursorStart(log.Position, reason) : new CursorStart(position);
    }

    /// <summary>Whether the cursor has not had everything.</summary>
    public bool HasMore(FeedCursor cursor) => cursor.Position != log.Position || cursor.Generation != log.Generation || IsOwedChange(cursor);

    /// <summary>What the cursor has not had, and moves its position; nothing if it has had everything.</summary>
    public FeedBatch? Next(FeedCursor cursor)
    {
        if ((cursor.Resync ?? ReasonToResync(cursor)) is { } reason)
        {
            cursor.Resync = null;
            cursor.Generation = log.Generation;
            cursor.Position = log.Position;
            return new FeedBatch(FeedBatchKind.Resync, log.Position, reason: reason);
        }

        // That it is not sure, the node says before anything else; that it is, of all that there is.
        if (!IsVerified && IsOwedChange(cursor)) return Change(cursor);
        return NextEntries(cursor) ?? (IsOwedChange(cursor) ? Change(cursor) : null);
    }

    /// <summary>How many updates cursors were given since the last call, and how many were superseded before a cursor read them.</summary>
    public (int Delivered, int Conflated) TakeCounts()
    {
        var counts = (_delivered, _conflated);
        _delivered = _conflated = 0;
        return counts;
    }

    /// <summary>What a cursor had and what came meanwhile are the same number, less what was superseded. Known only where it has read to the end.</summary>
    private void Count(FeedCursor cursor, int entries)
    {
        _delivered += entries;
        if (cursor.Submission is not null) return;
        cursor.ReadSinceEnd += entries;
        if (cursor.Position.Sequence < log.End) return;
        var superseded = log.Puts - cursor.PutsAtEnd - cursor.ReadSinceEnd;
        if (superseded > 0) _conflated += (int)superseded;
        cursor.PutsAtEnd = log.Puts;
        cursor.ReadSinceEnd = 0;
    }

    private FeedBatch? NextEntries(FeedCursor cursor)
    {
        if (cursor.Position.Sequence >= log.End) return null;
        var batch = cursor.Submission is { } submission
            ? _batches.After(cursor.Position.Sequence, submission)
            : _batches.After(cursor.Position.Sequence);
        cursor.Position = batch?.Position ?? log.Position;
        Count(cursor, batch?.Entries.Count ?? 0);

        // The end may have moved on without an entry, or without one of the cursor's submission.
        return batch is { Entries.Count: > 0 } ? batch : null;
    }

    private bool IsOwedChange(FeedCursor cursor) => cursor.Heartbeats && cursor.BelievesVerified != IsVerified;

    /// <summary>Of what the cursor has, not of the end: what lies between comes next. Cursors at the same position share it.</summary>
    private FeedBatch Change(FeedCursor cursor)
    {
        cursor.BelievesVerified = IsVerified;
        if (_change is { } last && last.Verified == IsVerified && last.Position == cursor.Position) return last;
        return _change = new FeedBatch(FeedBatchKind.Heartbeat, cursor.Position, verified: IsVerified);
    }

    /// <summary>Whether a position is of another log, or past the mirror's end.</summary>
    public bool IsForeign(FeedPosition position) => ReasonToResync(position) is ResyncReason.Epoch or ResyncReason.Ahead;

    private ResyncReason? ReasonToResync(FeedCursor cursor) =>
        cursor.Generation != log.Generation ? ResyncReason.Epoch : ReasonToResync(cursor.Position);

    private ResyncReason? ReasonToResync(FeedPosition position)
    {
        if (position.Epoch != log.Epoch) return ResyncReason.Epoch;
        if (position.Sequence > log.End) return ResyncReason.Ahead;
        return position.Sequence < log.Floor ? ResyncReason.Trimmed : null;
    }
}
