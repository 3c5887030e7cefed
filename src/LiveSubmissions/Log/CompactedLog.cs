namespace LiveSubmissions.Log;

/// <summary>
/// For each submission its newest entry, in the order of their sequences. Pure: no clock, no I/O, no lock; whoever owns one guards it.
/// </summary>
internal sealed class CompactedLog
{
    private readonly Dictionary<SubmissionId, LinkedListNode<LogEntry>> _bySubmission = [];
    private readonly LinkedList<LogEntry> _inOrder = [];

    /// <summary>The sequence of the newest entry ever put; 0 before the first.</summary>
    public long End { get; private set; }

    /// <summary>The highest sequence that was trimmed away; 0 if none.</summary>
    public long Floor { get; private set; }

    public int Count => _bySubmission.Count;

    /// <summary>The entries, oldest first.</summary>
    public IEnumerable<LogEntry> Entries => _inOrder;

    public LogEntry? Find(SubmissionId submission) => _bySubmission.TryGetValue(submission, out var node) ? node.Value : null;

    /// <summary>Puts an entry at the end, in place of the submission's earlier one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The sequence is not after the end.</exception>
    public void Put(LogEntry entry)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(entry.Sequence, End);
        End = entry.Sequence;
        if (_bySubmission.TryGetValue(entry.State.Submission, out var node))
        {
            // The node is used again: a steady stream of updates to known submissions allocates nothing here.
            _inOrder.Remove(node);
            node.Value = entry;
            _inOrder.AddLast(node);
            return;
        }

        _bySubmission.Add(entry.State.Submission, _inOrder.AddLast(entry));
    }

    /// <summary>Adds entries after <paramref name="sequence"/> to <paramref name="into"/>, oldest first.</summary>
    /// <param name="sequence">Entries with a greater sequence are read.</param>
    /// <param name="maxEntries">At most so many.</param>
    /// <param name="maxBytes">No further one once the messages have so many bytes together; the first always fits.</param>
    /// <param name="into">Where they go.</param>
    public void ReadAfter(long sequence, int maxEntries, int maxBytes, List<LogEntry> into)
    {
        var bytes = 0;
        for (var node = FirstAfter(sequence); node is not null && into.Count < maxEntries; node = node.Next)
        {
            bytes += node.Value.State.Json.Length;
            if (bytes > maxBytes && into.Count > 0) return;
            into.Add(node.Value);
        }
    }

    /// <summary>Removes the oldest entry if there are more than <paramref name="maxEntries"/>.</summary>
    /// <returns>The entry that was removed, or <see langword="null"/>.</returns>
    public LogEntry? TrimOne(int maxEntries)
    {
        if (_inOrder.Count <= maxEntries || _inOrder.First is not { } oldest) return null;
        Remove(oldest);
        return oldest.Value;
    }

    /// <summary>Removes what another holder of the same log has trimmed away.</summary>
    /// <param name="floor">Entries up to this sequence go.</param>
    public void TrimTo(long floor)
    {
        while (_inOrder.First is { } oldest && oldest.Value.Sequence <= floor) Remove(oldest);
        Floor = Math.Max(Floor, floor);
    }

    /// <summary>Moves the end on without an entry: the log's last entry is not retained here.</summary>
    public void AdvanceTo(long end) => End = Math.Max(End, end);

    private void Remove(LinkedListNode<LogEntry> node)
    {
        Floor = Math.Max(Floor, node.Value.Sequence);
        _bySubmission.Remove(node.Value.State.Submission);
        _inOrder.Remove(node);
    }

    /// <summary>From the end backwards: readers are nearly always near it.</summary>
    private LinkedListNode<LogEntry>? FirstAfter(long sequence)
    {
        if (sequence >= End) return null;
        LinkedListNode<LogEntry>? first = null;
        for (var node = _inOrder.Last; node is not null && node.Value.Sequence > sequence; node = node.Previous) first = node;
        return first;
    }
}

/// <summary>What may replace what: the rules by which a log decides, in this order.</summary>
/// <remarks>The Redis transport's append script holds the same rules; the transport contract keeps the two alike.</remarks>
internal static class OrderRules
{
    /// <summary>Whether <paramref name="candidate"/> may replace <paramref name="stored"/>.</summary>
    /// <param name="stored">The state that the log holds.</param>
    /// <param name="storedGiven">When it was given to its broadcaster, by the log's clock.</param>
    /// <param name="candidate">The state that wants its place.</param>
    /// <param name="candidateGiven">When that was given to its broadcaster, by the log's clock.</param>
    public static RefusalReason Decide(SubmissionEntry stored, long storedGiven, SubmissionEntry candidate, long candidateGiven)
    {
        if (stored.Revision is { } storedRevision && candidate.Revision is { } revision)
        {
            if (revision == storedRevision) return HasSameContent(stored, candidate) ? RefusalReason.AlreadyKnown : RefusalReason.SameRevision;
            return revision > storedRevision ? RefusalReason.None : RefusalReason.OlderRevision;
        }

        if (stored.Operation.Broadcaster == candidate.Operation.Broadcaster)
        {
            return candidate.Operation.Counter > stored.Operation.Counter ? RefusalReason.None : RefusalReason.OlderOperation;
        }

        return candidateGiven >= storedGiven ? RefusalReason.None : RefusalReason.GivenEarlier;
    }

    /// <summary>Whether both say the same. The time at which they were broadcast, which ends a message and always has the same length, does not count.</summary>
    private static bool HasSameContent(SubmissionEntry stored, SubmissionEntry candidate) =>
        stored.Json.Length == candidate.Json.Length
        && stored.Json.Span[..candidate.ContentLength].SequenceEqual(candidate.Json.Span[..candidate.ContentLength]);
}

/// <summary>A log's clock in this process: microseconds since 1970, never going back while the process lives.</summary>
internal sealed class LogClock
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    private readonly TimeProvider _time;
    private readonly long _startMicroseconds;
    private readonly long _startTimestamp;

    public LogClock(TimeProvider time)
    {
        _time = time;
        _startMicroseconds = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TicksPerMicrosecond;
        _startTimestamp = time.GetTimestamp();
    }

    public long Now => _startMicroseconds + AgeOf(_startTimestamp);

    /// <summary>Microseconds since a timestamp of the same time provider.</summary>
    public long AgeOf(long timestamp) => _time.GetElapsedTime(timestamp).Ticks / TicksPerMicrosecond;

    /// <summary>When the log accepted the entry with this sequence, by the log's clock. A sequence is that clock in microseconds.</summary>
    public static DateTimeOffset TimeOf(long sequence) => DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(Math.Clamp(sequence, 0, LogEntry.MaxSequence));
}

/// <summary>What no log can have accepted. It is refused where it enters a mirror or a reader, so that nothing after that has to expect it.</summary>
internal static class EntryLimits
{
    /// <summary>Why an entry cannot be one, in words; nothing if it can.</summary>
    public static string? Wrong(LogEntry entry)
    {
        if (entry.Sequence is <= 0 or > LogEntry.MaxSequence) return $"Its sequence, {entry.Sequence}, is not from 1 to 2^53.";
        var (length, plain) = (entry.State.Json.Length, entry.State.PlainLength);
        if (length > LogEntry.MaxBytes) return $"It is {length} bytes long, and {LogEntry.MaxBytes} is the most.";
        return plain < 0 || plain > length ? $"Its plain part, {plain} bytes, is longer than the message." : null;
    }

    /// <summary>The page with what cannot be entries among what cannot be read.</summary>
    public static LogPage Sorted(LogPage page) => new()
    {
        Epoch = page.Epoch,
        Origin = page.Origin,
        Floor = page.Floor,
        End = page.End,
        DoubtfulBefore = page.DoubtfulBefore,
        IsIncomplete = page.IsIncomplete,
        Entries = [.. page.Entries.Where(entry => Wrong(entry) is null)],
        Unreadable =
        [
            .. page.Unreadable
                .Concat(page.Entries.Where(entry => Wrong(entry) is not null).Select(entry => new UnreadableRecord(entry.Sequence, entry.State.Submission.ToString(), Wrong(entry)!)))
                .OrderBy(record => record.Sequence),
        ],
    };
}
