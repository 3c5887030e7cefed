namespace LiveSubmissions.Feed;

/// <summary>What a cursor is given: the one read that live delivery, catch-up, resume and resync are. Whoever owns the log guards it.</summary>
internal sealed class CursorReader(MirrorLog log, int maxBatchBytes)
{
    private readonly MirrorBatches _batches = new(log, maxBatchBytes);

    public CursorStart StartOf(FeedPosition? since)
    {
        if (since is not { } position) return new CursorStart(log.Position);
        if (position.Epoch is null) return new CursorStart(new FeedPosition(log.Epoch, log.Floor), Complete: log.Floor == 0);
        return ReasonToResync(position) is { } reason ? new CursorStart(log.Position, reason) : new CursorStart(position);
    }

    /// <summary>What the cursor has not had, and moves its position; nothing if it has had everything.</summary>
    public FeedBatch? Next(FeedCursor cursor)
    {
        if ((cursor.Resync ?? ReasonToResync(cursor.Position)) is { } reason)
        {
            cursor.Resync = null;
            cursor.Position = log.Position;
            return new FeedBatch(FeedBatchKind.Resync, log.Position, reason: reason);
        }

        if (cursor.OwesDoubt)
        {
            // Of what it has, not of the end: what lies between comes next.
            cursor.OwesDoubt = false;
            return new FeedBatch(FeedBatchKind.Heartbeat, cursor.Position, verified: false);
        }

        if (cursor.Position.Sequence >= log.End) return null;
        var batch = cursor.Submission is { } submission
            ? _batches.After(cursor.Position.Sequence, submission)
            : _batches.After(cursor.Position.Sequence);
        cursor.Position = batch?.Position ?? log.Position;
        return batch is { Entries.Count: > 0 } ? batch : null;
    }

    private ResyncReason? ReasonToResync(FeedPosition position)
    {
        if (position.Epoch != log.Epoch) return ResyncReason.Epoch;
        if (position.Sequence > log.End) return ResyncReason.Ahead;
        return position.Sequence < log.Floor ? ResyncReason.Trimmed : null;
    }
}
