using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Feed;

/// <summary>
/// A node's copy of a group's log, and the rules by which the node notices that it missed an entry, or that the log lost one. It has no lock: its owner guards
/// it.
/// </summary>
internal sealed class MirrorLog(int maxSubmissions)
{
    /// <summary>
    /// In microseconds. A new sequence is the server's clock, or the last sequence plus one if the clock is behind that. If two sequences in a row differ by
    /// more than this, the second one came from the clock.
    /// </summary>
    private const long MaxCounted = 1_000;

    private CompactedLog _log = new();

    /// <summary>The records that cannot be read, by submission, until they are replaced or trimmed away.</summary>
    private readonly Dictionary<string, UnreadableRecord> _unreadable = [];

    /// <summary>The log's end when the log was last read. A notification of an entry up to it may be one that came late.</summary>
    private long _readThrough;

    /// <summary>The log's <see cref="LogPage.DoubtfulBefore"/> when the log was last read; <see langword="null"/> if the transport cannot tell.</summary>
    private long? _doubtfulInLog;

    /// <summary>Positions before this sequence are doubtful: the log said so, or this mirror was replaced and cannot vouch for them.</summary>
    private long _doubtfulBefore;

    /// <summary>
    /// The range of doubtful positions for which this mirror vouches all the same. The mirror attached at or before <c>From</c>, was found equal to the log up
    /// to <c>To</c> while the log was on its old server, and was found equal to the log again on the new server.
    /// </summary>
    private (long From, long To) _vouched;

    /// <summary>
    /// The sequence up to which the mirror was found equal to the log on its server. Notifications do not raise it: they may already come from another server.
    /// </summary>
    private long _confirmed;

    /// <summary>The log's epoch; empty before the first read.</summary>
    public string Epoch { get; private set; } = "";

    /// <summary>The log's origin; empty before the first read.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>Grows when the mirror's content is replaced while the log keeps its epoch. Cursors that have read the old content have to resync.</summary>
    public int Generation { get; private set; }

    /// <summary>Whether the log holds everything, as far as this node knows: nothing was trimmed away, and no earlier log of this group was lost.</summary>
    public bool IsComplete => Floor == 0 && !IsIncomplete;

    /// <summary>Whether an earlier log of this group was lost.</summary>
    public bool IsIncomplete { get; set; }

    /// <summary>Whether the log holds no record, readable or not.</summary>
    public bool IsEmpty => _log.Count == 0 && _unreadable.Count == 0;

    /// <summary>The records that cannot be read.</summary>
    public IReadOnlyCollection<UnreadableRecord> Unreadable => _unreadable.Values;

    public long End => _log.End;

    public long Floor => _log.Floor;

    /// <summary>How many entries were put into this mirror since it was created.</summary>
    public long Puts { get; private set; }

    public FeedPosition Position => new(Epoch, End);

    public LogEntry? Find(SubmissionId submission) => _log.Find(submission);

    /// <summary>Whether a position may come from a server whose last entries are lost.</summary>
    public bool IsDoubtful(long sequence) =>
        sequence < _doubtfulBefore && (sequence < _vouched.From || sequence > _vouched.To);

    /// <summary>Notes that the log was found to end at <paramref name="end"/>, as the mirror did.</summary>
    public void Confirm(FeedPosition end)
    {
        if (end.Epoch == Epoch && end.Sequence <= End) _confirmed = Math.Max(_confirmed, end.Sequence);
    }

    /// <summary>
    /// Whether a page continues this mirror: the same epoch, nothing lost, nothing trimmed past the mirror's end, the same server. Then its entries can be put
    /// after the mirror's end.
    /// </summary>
    public bool Continues(LogPage page) => page.Epoch == Epoch && page.End >= End && page.Floor <= End && page.DoubtfulBefore == _doubtfulInLog;

    /// <summary>Puts a notification's entry, or says what has to be done instead.</summary>
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

        // The entry was read and superseded already; only its notification is late. A rolled-back log can look like this, but only once: its next entry, or the
        // next check of its end, shows the rollback.
        if (entry.Sequence <= _readThrough && held is not null && held.Sequence > entry.Sequence) return MirrorStep.None;
        return MirrorStep.Compare;
    }

    /// <summary>Puts what was read from the same log after the mirror's end.</summary>
    /// <param name="page">The page that was read. It <see cref="Continues"/> this mirror.</param>
    /// <returns>The entries that were new.</returns>
    public IReadOnlyList<LogEntry> Append(LogPage page) => Append(page, page.Entries, page.Unreadable, page.ReadTo);

    /// <summary>
    /// Puts what the mirror lacks from a read of the whole log. <see cref="Compare"/> has found that the log lost nothing that the mirror holds.
    /// </summary>
    /// <returns>The entries that were new.</returns>
    public IReadOnlyList<LogEntry> Append(LogSnapshot log)
    {
        if (log.Last.DoubtfulBefore is { } doubtful && doubtful > _doubtfulBefore)
        {
            _vouched = (Math.Max(_vouched.From, _doubtfulBefore), _confirmed);
            _doubtfulBefore = doubtful;
        }

        _doubtfulInLog = log.Last.DoubtfulBefore;
        _unreadable.Clear();
        return Append(log.Last, log.Entries, log.Unreadable, log.End);
    }

    private List<LogEntry> Append(LogPage page, IReadOnlyList<LogEntry> entries, IReadOnlyList<UnreadableRecord> unreadable, long end)
    {
        var known = End;
        var put = entries.Where(entry => entry.Sequence > known).ToList();
        foreach (var entry in put) Put(entry);
        foreach (var record in unreadable) _unreadable[record.Submission] = record;
        _log.AdvanceTo(end);
        _log.TrimTo(page.Floor);
        foreach (var trimmed in _unreadable.Values.Where(record => record.Sequence <= Floor).ToList()) _unreadable.Remove(trimmed.Submission);
        IsIncomplete |= page.IsIncomplete;
        _confirmed = End;
        _readThrough = Math.Max(_readThrough, end);
        return put;
    }

    /// <summary>Compares all of the log with the mirror.</summary>
    public LogComparison Compare(LogSnapshot log)
    {
        if (log.Epoch != Epoch) return LogComparison.OtherLog;
        if (log.End < End) return LogComparison.RolledBack;
        var there = log.Entries.ToDictionary(entry => entry.State.Submission);
        var unreadable = log.Unreadable.Select(record => record.Submission).ToHashSet();
        foreach (var held in _log.Entries)
        {
            if (held.Sequence <= log.Floor || unreadable.Contains(held.State.Submission.ToString())) continue;
            if (!there.TryGetValue(held.State.Submission, out var entry) || entry.Sequence < held.Sequence) return LogComparison.RolledBack;
        }

        foreach (var entry in log.Entries)
        {
            if (entry.Sequence > End || entry.Sequence <= Floor || _unreadable.ContainsKey(entry.State.Submission.ToString())) continue;
            if (_log.Find(entry.State.Submission) is not { } held || !held.IsSameAs(entry)) return LogComparison.RolledBack;
        }

        // An entry that differs may have been trimmed away. But if the log is on the same server as when it was last read, it has lost nothing.
        var sameServer = log.Last.DoubtfulBefore is not null && log.Last.DoubtfulBefore == _doubtfulInLog;
        return log.Floor > Floor && !sameServer && !SharesATimedEntry(log) ? LogComparison.Unclear : LogComparison.Equal;
    }

    /// <summary>
    /// Whether the log and the mirror share an entry whose sequence came from the server's clock. No other entry can get that sequence, so nothing before it
    /// was lost. While the clock is behind, sequences are only counted (the last one plus one), and an update that is sent again after a rollback can get its
    /// old sequence. If all entries that differ are trimmed away, such a log looks like the log before the rollback.
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

    /// <summary>Replaces the mirror's content with a whole log. After that the mirror vouches for no position before the log's end.</summary>
    public void Replace(LogSnapshot log)
    {
        var same = log.Epoch == Epoch;
        _log = new CompactedLog();
        _readThrough = 0;
        _unreadable.Clear();
        IsIncomplete = false;
        (Epoch, Origin) = (log.Epoch, log.Last.Origin);
        _doubtfulInLog = log.Last.DoubtfulBefore;
        _doubtfulBefore = same ? log.End : log.Last.DoubtfulBefore ?? 0;
        _vouched = (log.End, log.End);
        if (same) Generation++;
        Append(log.Last, log.Entries, log.Unreadable, log.End);
    }

    public void ReadAfter(long sequence, int maxBytes, List<LogEntry> into) => _log.ReadAfter(sequence, int.MaxValue, maxBytes, into);

    private void Put(LogEntry entry)
    {
        _log.Put(entry);
        if (_unreadable.Count > 0) _unreadable.Remove(entry.State.Submission.ToString());
        Puts++;
        _log.TrimOne(maxSubmissions);
    }
}

/// <summary>What a comparison of a log with its mirror shows.</summary>
internal enum LogComparison
{
    /// <summary>The log holds what the mirror holds, or newer.</summary>
    Equal,

    /// <summary>The log has another epoch than the mirror.</summary>
    OtherLog,

    /// <summary>The log has lost something that the mirror holds: after a failover, the new server did not have the last entries.</summary>
    RolledBack,

    /// <summary>The log may have lost its last entries and accepted others since. The entries that would show it are trimmed away.</summary>
    Unclear,
}

/// <summary>What a mirror has to do after a notification, from the least work to the most.</summary>
internal enum MirrorStep
{
    /// <summary>Nothing: the entry is known.</summary>
    None,

    /// <summary>Nothing more: the entry was put at the end.</summary>
    Put,

    /// <summary>Something was missed: read the log after the mirror's end.</summary>
    ReadOn,

    /// <summary>The log may have lost its tail: compare all of it with the mirror.</summary>
    Compare,

    /// <summary>It is another log: replace the mirror with all of it.</summary>
    Rebuild,
}

/// <summary>Notifications that wait for a pass, and the largest step that is needed. It has no lock: its owner guards it.</summary>
internal sealed class MirrorInbox
{
    /// <summary>How many notifications may wait. If more come, the log is read instead.</summary>
    private const int Capacity = 4096;

    private List<TransportNotification> _waiting = [];
    private List<TransportNotification> _taken = [];
    private MirrorStep _needed;

    public void Add(TransportNotification notification)
    {
        if (_waiting.Count < Capacity) _waiting.Add(notification);
        else Need(MirrorStep.ReadOn);
    }

    public void Need(MirrorStep step) => _needed = step > _needed ? step : _needed;

    /// <summary>
    /// Puts the entries of the waiting notifications into the log, and returns the largest step that is still needed. The inbox is empty after that.
    /// </summary>
    /// <param name="log">The mirror's log.</param>
    /// <param name="put">A list to which the entries that were put are added.</param>
    public MirrorStep Take(MirrorLog log, List<LogEntry> put)
    {
        (_waiting, _taken) = (_taken, _waiting);
        try
        {
            foreach (var notification in _taken)
            {
                var step = log.Take(notification.Epoch, notification.Predecessor, notification.Entry);
                if (step == MirrorStep.Put) put.Add(notification.Entry);
                else Need(step);
            }
        }
        catch
        {
            // The mirror's content is unknown now, so it is rebuilt. The notifications are dropped, so that they cannot cause the same exception again.
            Need(MirrorStep.Rebuild);
            throw;
        }
        finally
        {
            _taken.Clear();
        }

        var needed = _needed;
        _needed = MirrorStep.None;
        return needed;
    }
}
