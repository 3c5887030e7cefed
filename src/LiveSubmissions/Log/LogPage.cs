namespace LiveSubmissions.Log;

/// <summary>A part of a log, as one read returns it.</summary>
public sealed class LogPage
{
    /// <summary>The log's epoch. If it is not the one that was asked for, <see cref="Entries"/> is empty.</summary>
    public required string Epoch { get; init; }

    /// <summary>
    /// The log's origin: a random id that is made with the log and kept by a fence. A log that was lost and made anew has another. If it ends in a dot and the log's
    /// clock in microseconds since 1970 when it was made, the doctor does not miss in it what is older.
    /// </summary>
    public required string Origin { get; init; }

    /// <summary>The highest sequence that retention has trimmed away; 0 if none.</summary>
    public required long Floor { get; init; }

    /// <summary>The sequence at which the log ends; 0 for an empty log.</summary>
    public required long End { get; init; }

    /// <summary>
    /// Positions before this sequence are doubtful: the log is on another server now, which may lack what they had seen. 0 if the log was never moved to
    /// another server; <see langword="null"/> if the transport cannot tell.
    /// </summary>
    public long? DoubtfulBefore { get; init; } = 0;

    /// <summary>Whether another log stood in this one's place and was lost: states that it held may be missing here.</summary>
    public bool IsIncomplete { get; init; }

    /// <summary>Entries after the position that was asked for, oldest first.</summary>
    public required IReadOnlyList<LogEntry> Entries { get; init; }

    /// <summary>Records after the position that was asked for and up to <see cref="ReadTo"/> that cannot be read, oldest first.</summary>
    public IReadOnlyList<UnreadableRecord> Unreadable { get; init; } = [];

    /// <summary>The log's end.</summary>
    public FeedPosition EndPosition => new(Epoch, End);

    /// <summary>The sequence up to which this page covers the log.</summary>
    public long ReadTo => HasMore ? LastSequence : End;

    /// <summary>Whether the log may have more after this page.</summary>
    public bool HasMore => LastSequence > 0 && LastSequence < End;

    private long LastSequence => Math.Max(Entries.Count > 0 ? Entries[^1].Sequence : 0, Unreadable.Count > 0 ? Unreadable[^1].Sequence : 0);
}

/// <summary>A record that stands in a log and cannot be read: somebody else wrote it, or it is damaged.</summary>
/// <param name="Sequence">Where the log holds it.</param>
/// <param name="Submission">The submission, as text.</param>
/// <param name="Cause">What is wrong with it, in words.</param>
public sealed record UnreadableRecord(long Sequence, string Submission, string Cause);

/// <summary>Where a group's log ends, or why that cannot be said: one damaged log does not hide the others.</summary>
public readonly record struct LogEnd
{
    private readonly FeedPosition _position;

    /// <summary>The log ends at a position.</summary>
    public LogEnd(FeedPosition position) => _position = position;

    /// <summary>The log's end could not be read.</summary>
    public LogEnd(SubmissionTransportException failure) => Failure = failure;

    /// <summary>Why the end could not be read, or <see langword="null"/>.</summary>
    public SubmissionTransportException? Failure { get; }

    /// <summary>The log's end.</summary>
    /// <exception cref="SubmissionTransportException">It could not be read: <see cref="Failure"/>.</exception>
    public FeedPosition Position => Failure is null ? _position : throw new SubmissionTransportException(Failure.Cause, Failure.Fix, Failure);
}
