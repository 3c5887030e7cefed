using LiveSubmissions.Log;

namespace LiveSubmissions.Feed;

/// <summary>
/// A node's copy of a group's log, and the rules by which it notices that it missed something or that the log lost something. Pure: whoever owns
/// one guards it.
/// </summary>
internal sealed class MirrorLog(int maxSubmissions)
{
    /// <summary>A step between two entries that is larger than this, in microseconds, was made by the server's clock rather than by counting.</summary>
    private const long MaxCounted = 1_000;

    private CompactedLog _log = new();

    /// <summary>The end that the last read of the log saw: a notification up to it may only be late.</summary>
    private long _readThrough;

    /// <summary>The log's epoch; empty before the first read.</summary>
    public string Epoch { get; private set; } = "";

    public long End => _log.End;

    public long Floor => _log.Floor;

    /// <summary>How many entries were ever put.</summary>
    public long Puts { get; private set; }

    public FeedPosition Position => new(Epoch, End);

    public LogEntry? Find(SubmissionId submission) => _log.Find(submission);

    /// <summary>Takes a notification in, or says what else must be done.</summary>
    public MirrorStep Take(string epoch, long predecessor, LogEntry entry)
    {
        if (epoch != Epoch) return MirrorStep.Rebuild;
        var held = _log.Find(entry.State.Submission);
        if (held is not null && held.IsSameAs(entry)) return MirrorStep.None;
        if (predecessor == End && entry.Sequence > End)
        {
            Put(entry);
            return MirrorStep.Put;
        }

        if (predecessor > End) return MirrorStep.ReadOn;

        // Read already, superseded, and told late. A rolled-back log could look like this once; its next entry, or the next look at its end, will not.
        if (entry.Sequence <= _readThrough && held is not null && held.Sequence > entry.Sequence) return MirrorStep.None;
        return MirrorStep.Compare;
    }

    /// <summary>Takes in what was read of the same log after the mirror's end.</summary>
    /// <param name="entries">What was read, oldest first; those that the mirror holds are passed over.</param>
    /// <param name="floor">The log's floor.</param>
    /// <param name="end">How far it was read.</param>
    /// <returns>The entries that were new.</returns>
    public IReadOnlyList<LogEntry> Append(IReadOnlyList<LogEntry> entries, long floor, long end)
    {
        var known = End;
        var put = entries.Where(entry => entry.Sequence > known).ToList();
        foreach (var entry in put) Put(entry);
        _log.AdvanceTo(end);
        _log.TrimTo(floor);
        _readThrough = Math.Max(_readThrough, end);
        return put;
    }

    /// <summary>Whether the log has lost something that the mirror holds: a failover to a server that had not heard of its last entries.</summary>
    public bool ShowsRollback(LogSnapshot log)
    {
        if (log.Epoch != Epoch) return false;
        if (log.End < End) return true;
        var there = log.Entries.ToDictionary(entry => entry.State.Submission);
        foreach (var held in _log.Entries)
        {
            if (held.Sequence <= log.Floor) continue;
            if (!there.TryGetValue(held.State.Submission, out var entry) || entry.Sequence < held.Sequence) return true;
        }

        foreach (var entry in log.Entries)
        {
            if (entry.Sequence > End || entry.Sequence <= Floor) continue;
            if (_log.Find(entry.State.Submission) is not { } held || !held.IsSameAs(entry)) return true;
        }

        return log.Floor > Floor && !SharesATimedEntry(log);
    }

    /// <summary>
    /// Whether an entry that both hold was put by the server's clock, and so cannot be a second one at the same place. Where the clock ran behind,
    /// entries were counted one by one, and what is sent again after a rollback can come out at its old place: with what differed trimmed away, such a
    /// log looks like the one it replaced.
    /// </summary>
    private bool SharesATimedEntry(LogSnapshot log)
    {
        var previous = log.Floor;
        foreach (var entry in log.Entries)
        {
            if (entry.Sequence > End) return false;
            if (entry.Sequence - previous > MaxCounted) return true;
            previous = entry.Sequence;
        }

        return false;
    }

    /// <summary>Puts all of a log in place of what the mirror held.</summary>
    public void Replace(LogSnapshot log)
    {
        _log = new CompactedLog();
        _readThrough = 0;
        Epoch = log.Epoch;
        Append(log.Entries, log.Floor, log.End);
    }

    public void ReadAfter(long sequence, int maxBytes, List<LogEntry> into) => _log.ReadAfter(sequence, int.MaxValue, maxBytes, into);

    private void Put(LogEntry entry)
    {
        _log.Put(entry);
        Puts++;
        _log.TrimOne(maxSubmissions);
    }
}
