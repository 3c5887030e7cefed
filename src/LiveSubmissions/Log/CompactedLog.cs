namespace LiveSubmissions.Log;

/// <summary>
/// Holds the newest entry of each submission, in the order of their sequences. It uses no clock, no I/O and no lock; its owner makes it safe for threads.
/// </summary>
internal sealed class CompactedLog
{
    private readonly Dictionary<SubmissionId, LinkedListNode<LogEntry>> _bySubmission = [];
    private readonly LinkedList<LogEntry> _inOrder = [];

    /// <summary>The sequence at which the log ends; 0 for an empty log. See <see cref="Put"/> and <see cref="AdvanceTo"/>.</summary>
    public long End { get; private set; }

    /// <summary>The highest sequence that was trimmed away; 0 if no entry was.</summary>
    public long Floor { get; private set; }

    public int Count => _bySubmission.Count;

    /// <summary>The entries, oldest first.</summary>
    public IEnumerable<LogEntry> Entries => _inOrder;

    public LogEntry? Find(SubmissionId submission) => _bySubmission.TryGetValue(submission, out var node) ? node.Value : null;

    /// <summary>Puts an entry at the end of the log, and removes the submission's earlier entry.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The entry's sequence is not greater than <see cref="End"/>.</exception>
    public void Put(LogEntry entry)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(entry.Sequence, End);
        End = entry.Sequence;
        if (_bySubmission.TryGetValue(entry.State.Submission, out var node))
        {
            // The list node is reused, so an update of a known submission allocates nothing here.
            _inOrder.Remove(node);
            node.Value = entry;
            _inOrder.AddLast(node);
            return;
        }

        _bySubmission.Add(entry.State.Submission, _inOrder.AddLast(entry));
    }

    /// <summary>Adds the entries after <paramref name="sequence"/> to <paramref name="into"/>, oldest first.</summary>
    /// <param name="sequence">Entries with a greater sequence are added.</param>
    /// <param name="maxEntries">The most entries that <paramref name="into"/> may then hold.</param>
    /// <param name="maxBytes">The most bytes of all messages together. The first entry is added even if its message is larger.</param>
    /// <param name="into">The list that gets the entries.</param>
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

    /// <summary>Removes the entries that were already trimmed away in the log of which this is a copy.</summary>
    /// <param name="floor">Entries up to and including this sequence are removed.</param>
    public void TrimTo(long floor)
    {
        while (_inOrder.First is { } oldest && oldest.Value.Sequence <= floor) Remove(oldest);
        Floor = Math.Max(Floor, floor);
    }

    /// <summary>Moves <see cref="End"/> forward without an entry, because this copy does not hold the log's last entry.</summary>
    public void AdvanceTo(long end) => End = Math.Max(End, end);

    private void Remove(LinkedListNode<LogEntry> node)
    {
        Floor = Math.Max(Floor, node.Value.Sequence);
        _bySubmission.Remove(node.Value.State.Submission);
        _inOrder.Remove(node);
    }

    /// <summary>Searches from the end backwards, because the position of a reader is nearly always close to the end.</summary>
    private LinkedListNode<LogEntry>? FirstAfter(long sequence)
    {
        if (sequence >= End) return null;
        LinkedListNode<LogEntry>? first = null;
        for (var node = _inOrder.Last; node is not null && node.Value.Sequence > sequence; node = node.Previous) first = node;
        return first;
    }
}

/// <summary>The rules by which a log decides whether a new state may replace the stored one. It applies them in the order in which they stand here.</summary>
/// <remarks>The append script of the Redis transport contains the same rules. The transport contract tests that both decide alike.</remarks>
internal static class OrderRules
{
    /// <summary>Whether <paramref name="candidate"/> may replace <paramref name="stored"/>.</summary>
    /// <param name="stored">The state that the log holds.</param>
    /// <param name="storedGiven">When the stored state was given to its broadcaster, by the log's clock.</param>
    /// <param name="candidate">The new state.</param>
    /// <param name="candidateGiven">When the new state was given to its broadcaster, by the log's clock.</param>
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

    /// <summary>
    /// Whether both messages have the same content. The comparison ignores the time of the broadcast, which is at the end of a message and always has the same
    /// length.
    /// </summary>
    private static bool HasSameContent(SubmissionEntry stored, SubmissionEntry candidate) =>
        stored.Json.Length == candidate.Json.Length
        && stored.Json.Span[..candidate.ContentLength].SequenceEqual(candidate.Json.Span[..candidate.ContentLength]);
}

/// <summary>The clock of a log in this process, in microseconds since 1970. It never goes back while the process runs.</summary>
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

    /// <summary>The microseconds since a timestamp of the same time provider.</summary>
    public long AgeOf(long timestamp) => _time.GetElapsedTime(timestamp).Ticks / TicksPerMicrosecond;

    /// <summary>When the log accepted the entry with this sequence, by the log's clock: a sequence is a time of that clock in microseconds.</summary>
    public static DateTimeOffset TimeOf(long sequence) => DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(Math.Clamp(sequence, 0, LogEntry.MaxSequence));
}

/// <summary>
/// Finds entries that no log can have accepted. A mirror and a reader check each entry here when they get it, so that the code behind them does not have to.
/// </summary>
internal static class EntryLimits
{
    /// <summary>What is wrong with an entry, as a sentence; <see langword="null"/> if it is valid.</summary>
    public static string? Wrong(LogEntry entry)
    {
        if (entry.Sequence is <= 0 or > LogEntry.MaxSequence) return $"Its sequence, {entry.Sequence}, is not from 1 to 2^53.";
        var (length, plain) = (entry.State.Json.Length, entry.State.PlainLength);
        if (length > LogEntry.MaxBytes) return $"It is {length} bytes long, and {LogEntry.MaxBytes} is the most.";
        return plain < 0 || plain > length ? $"Its plain part, {plain} bytes, is longer than the message." : null;
    }

    /// <summary>Returns a page in which the invalid entries have moved from <see cref="LogPage.Entries"/> to <see cref="LogPage.Unreadable"/>.</summary>
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
