using LiveSubmissions.Log;

namespace LiveSubmissions.Feed;

/// <summary>
/// Reads the next batch for a cursor. Live delivery, catch-up, resume and resync are all this one read. It has no lock: the owner of the log guards it.
/// </summary>
internal sealed class CursorReader(MirrorLog log, int maxBatchBytes)
{
    private readonly MirrorBatches _batches = new(log, maxBatchBytes);
    private int _delivered;
    private int _conflated;
    private FeedBatch? _change;

    /// <summary>Whether the node is sure that its mirror equals the log. When this changes, cursors that asked for heartbeats get one at once.</summary>
    public bool IsVerified { get; set; }

    public CursorStart StartOf(FeedPosition? since)
    {
        if (since is not { } position) return new CursorStart(log.Position);
        if (position.Epoch is null) return new CursorStart(new FeedPosition(log.Epoch, log.Floor), Complete: log.IsComplete);
        return (ReasonToResync(position) ?? (log.IsDoubtful(position.Sequence) ? ResyncReason.Epoch : null)) is { } reason ? new CursorStart(log.Position, reason) : new CursorStart(position);
    }

    /// <summary>Whether there is something that the cursor has not read yet.</summary>
    public bool HasMore(FeedCursor cursor) => cursor.Position != log.Position || cursor.Generation != log.Generation || IsOwedChange(cursor);

    /// <summary>Reads what the cursor has not read yet, and moves its position. <see langword="null"/> if it has read everything.</summary>
    public FeedBatch? Next(FeedCursor cursor)
    {
        if ((cursor.Resync ?? ReasonToResync(cursor)) is { } reason)
        {
            cursor.Resync = null;
            cursor.Generation = log.Generation;
            cursor.Position = log.Position;
            return new FeedBatch(FeedBatchKind.Resync, log.Position, reason: reason);
        }

        // A heartbeat that says "not verified" comes before all entries. One that says "verified" comes after them: it says that nothing is missing.
        if (!IsVerified && IsOwedChange(cursor)) return Change(cursor);
        return NextEntries(cursor) ?? (IsOwedChange(cursor) ? Change(cursor) : null);
    }

    /// <summary>How many updates the cursors have read since the last call, and how many updates were superseded before a cursor read them.</summary>
    public (int Delivered, int Conflated) TakeCounts()
    {
        var counts = (_delivered, _conflated);
        _delivered = _conflated = 0;
        return counts;
    }

    /// <summary>
    /// Counts what the cursor read, and what was superseded before it could read it. For instance: since the cursor had last read everything, 10 entries were
    /// put and it read 7; then 3 were superseded. This can be counted only when the cursor has read everything, and is not counted for a cursor of one
    /// submission.
    /// </summary>
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

        // Without entries there is no batch: the end moved without an entry, or without an entry of the cursor's submission.
        return batch is { Entries.Count: > 0 } ? batch : null;
    }

    private bool IsOwedChange(FeedCursor cursor) => cursor.Heartbeats && cursor.BelievesVerified != IsVerified;

    /// <summary>
    /// A heartbeat with the cursor's position, not with the log's end: the entries between the two come after it. Cursors at the same position share it.
    /// </summary>
    private FeedBatch Change(FeedCursor cursor)
    {
        cursor.BelievesVerified = IsVerified;
        if (_change is { } last && last.Verified == IsVerified && last.Position == cursor.Position) return last;
        return _change = new FeedBatch(FeedBatchKind.Heartbeat, cursor.Position, verified: IsVerified);
    }

    /// <summary>Whether a position belongs to another log, or is past the mirror's end.</summary>
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

/// <summary>Where a cursor starts.</summary>
/// <param name="Position">The position.</param>
/// <param name="Resync">Why the position that was asked for cannot be used, or <see langword="null"/>.</param>
/// <param name="Complete">False if the cursor starts from the beginning and the log does not hold everything: <see cref="MirrorLog.IsComplete"/>.</param>
internal readonly record struct CursorStart(FeedPosition Position, ResyncReason? Resync = null, bool Complete = true);

/// <summary>The batches that begin after each position. Each is made once and shared by all cursors at that position.</summary>
internal sealed class MirrorBatches(MirrorLog log, int maxBytes)
{
    /// <summary>How many batches are kept. Slow cursors are at many different positions; a batch that is not kept is made again for each read.</summary>
    private const int MaxShared = 64;

    private readonly Dictionary<long, FeedBatch> _from = [];
    private readonly Dictionary<SubmissionId, FeedBatch> _single = [];
    private FeedPosition _end;

    // Nearly every cursor has the same position as the cursor before it.
    private long _lastFrom;
    private FeedBatch? _last;

    public FeedBatch After(long sequence)
    {
        ForgetIfMoved();
        if (_last is null || _lastFrom != sequence) (_lastFrom, _last) = (sequence, Shared(sequence));
        return _last;
    }

    /// <summary>
    /// One submission's state; <see langword="null"/> if it is not newer than the position. The batch ends at the log's end, because the cursor needs no other
    /// entry.
    /// </summary>
    public FeedBatch? After(long sequence, SubmissionId submission)
    {
        if (log.Find(submission) is not { } entry || entry.Sequence <= sequence) return null;
        ForgetIfMoved();
        if (_single.TryGetValue(submission, out var batch)) return batch;
        batch = new FeedBatch(FeedBatchKind.Entries, log.Position, [entry]);
        if (_single.Count < MaxShared) _single.Add(submission, batch);
        return batch;
    }

    private FeedBatch Shared(long sequence)
    {
        if (_from.TryGetValue(sequence, out var batch)) return batch;
        var entries = new List<LogEntry>();
        log.ReadAfter(sequence, maxBytes, entries);
        var last = entries.Count > 0 ? entries[^1].Sequence : log.End;
        batch = new FeedBatch(FeedBatchKind.Entries, new FeedPosition(log.Epoch, last), entries);
        if (_from.Count < MaxShared) _from.Add(sequence, batch);
        return batch;
    }

    private void ForgetIfMoved()
    {
        if (_end == log.Position) return;
        _from.Clear();
        _single.Clear();
        _last = null;
        _end = log.Position;
    }
}
