using LiveSubmissions.Log;
using LiveSubmissions.Transport;

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

    /// <summary>By submission: the records that cannot be read, until they are replaced or trimmed away.</summary>
    private readonly Dictionary<string, UnreadableRecord> _unreadable = [];

    /// <summary>The end that the last read of the log saw: a notification up to it may only be late.</summary>
    private long _readThrough;

    /// <summary>What the log said of doubtful positions when it was last read; nothing if it cannot tell.</summary>
    private long? _doubtfulInLog;

    /// <summary>Positions before it are doubtful: by what the log said, or because this mirror cannot vouch for them.</summary>
    private long _doubtfulBefore;

    /// <summary>
    /// The doubtful positions for which this mirror vouches all the same: it attached at or before the first, was found equal to the log up to the last while
    /// that was on its server, and was found equal to it again on the other one.
    /// </summary>
    private (long From, long To) _vouched;

    /// <summary>Up to where the mirror was found equal to the log on its server. Notifications do not count: they may be another server's already.</summary>
    private long _confirmed;

    /// <summary>The log's epoch; empty before the first read.</summary>
    public string Epoch { get; private set; } = "";

    /// <summary>The log's origin; empty before the first read.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>Grows when what the mirror held was replaced although the log is the same: who has read from it before has to resync.</summary>
    public int Generation { get; private set; }

    /// <summary>Whether the log holds everything that it ever accepted, as far as anybody knows.</summary>
    public bool IsComplete => Floor == 0 && !IsIncomplete;

    /// <summary>Whether another log stood in this one's place and was lost.</summary>
    public bool IsIncomplete { get; set; }

    /// <summary>Whether there is no record, readable or not.</summary>
    public bool IsEmpty => _log.Count == 0 && _unreadable.Count == 0;

    /// <summary>The records that cannot be read.</summary>
    public IReadOnlyCollection<UnreadableRecord> Unreadable => _unreadable.Values;

    public long End => _log.End;

    public long Floor => _log.Floor;

    /// <summary>How many entries were ever put.</summary>
    public long Puts { get; private set; }

    public FeedPosition Position => new(Epoch, End);

    public LogEntry? Find(SubmissionId submission) => _log.Find(submission);

    /// <summary>Whether a position of this log may be of a server whose last entries are lost.</summary>
    public bool IsDoubtful(long sequence) =>
        sequence < _doubtfulBefore && (sequence < _vouched.From || sequence > _vouched.To);

    /// <summary>The log ends where the mirror does.</summary>
    public void Confirm(FeedPosition end)
    {
        if (end.Epoch == Epoch && end.Sequence <= End) _confirmed = Math.Max(_confirmed, end.Sequence);
    }

    /// <summary>Whether a page is of this log as the mirror knows it, so that what follows the mirror's end can simply be put behind it.</summary>
    public bool Continues(LogPage page) => page.Epoch == Epoch && page.End >= End && page.Floor <= End && page.DoubtfulBefore == _doubtfulInLog;

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
    /// <param name="page">How the log is, and what follows.</param>
    /// <returns>The entries that were new.</returns>
    public IReadOnlyList<LogEntry> Append(LogPage page) => Append(page, page.Entries, page.Unreadable, page.ReadTo);

    /// <summary>Takes in all of the log, of which nothing is lost that the mirror holds.</summary>
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

        // What differs may have been trimmed away. Without another server since the last look nothing can have been lost.
        var sameServer = log.Last.DoubtfulBefore is not null && log.Last.DoubtfulBefore == _doubtfulInLog;
        return log.Floor > Floor && !sameServer && !SharesATimedEntry(log) ? LogComparison.Unclear : LogComparison.Equal;
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

    /// <summary>Puts all of a log in place of what the mirror held. It vouches for no position before the log's end.</summary>
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

    /// <summary>It is another log.</summary>
    OtherLog,

    /// <summary>The log has lost something that the mirror holds: a failover to a server that had not heard of its last entries.</summary>
    RolledBack,

    /// <summary>All that would show it was trimmed away: the log may have lost its tail and gone on since.</summary>
    Unclear,
}

/// <summary>What a mirror has to do about a notification, the least first.</summary>
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

    /// <summary>It is another log: take all of it in place of the mirror.</summary>
    Rebuild,
}

/// <summary>Notifications that wait for a pass, and the worst that is known to be missing. Whoever owns one guards it.</summary>
internal sealed class MirrorInbox
{
    /// <summary>Beyond so many waiting notifications the log is read instead.</summary>
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

    /// <summary>Puts what came into the log, and says what else must be done; that is then no longer needed.</summary>
    /// <param name="log">The mirror's log.</param>
    /// <param name="put">The entries that were put are added to it.</param>
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
            // What the mirror holds now is not known; what it was given must not fail it again.
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
