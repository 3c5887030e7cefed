namespace LiveSubmissions.Log;

/// <summary>The part of a log that one read returns.</summary>
public sealed class LogPage
{
    /// <summary>The log's epoch. If it is not the epoch of the position that was given to the read, <see cref="Entries"/> is empty.</summary>
    public required string Epoch { get; init; }

    /// <summary>
    /// The log's origin: a random id that the log gets when it is created. A fence changes the epoch but not the origin; a log that was lost and created again
    /// has another origin. The origin may end with a dot and the time at which the log was created (its clock, in microseconds since 1970). The doctor then
    /// knows that older updates need not be in the log.
    /// </summary>
    public required string Origin { get; init; }

    /// <summary>The highest sequence that retention has trimmed away; 0 if it has trimmed no entry.</summary>
    public required long Floor { get; init; }

    /// <summary>The sequence at which the log ends; 0 for an empty log.</summary>
    public required long End { get; init; }

    /// <summary>
    /// Positions before this sequence are doubtful: the log is on another server now, and this server may lack entries that a client with such a position has
    /// already got. 0 if the log was never on another server; <see langword="null"/> if the transport does not know.
    /// </summary>
    public long? DoubtfulBefore { get; init; } = 0;

    /// <summary>Whether the group had an earlier log that was lost. States of the lost log may be missing in this one.</summary>
    public bool IsIncomplete { get; init; }

    /// <summary>The entries after the position that was given to the read, oldest first.</summary>
    public required IReadOnlyList<LogEntry> Entries { get; init; }

    /// <summary>
    /// The records that cannot be read, after the position that was given to the read and up to <see cref="ReadTo"/>, oldest first.
    /// </summary>
    public IReadOnlyList<UnreadableRecord> Unreadable { get; init; } = [];

    /// <summary>The position at which the log ends.</summary>
    public FeedPosition EndPosition => new(Epoch, End);

    /// <summary>The sequence up to which this page covers the log.</summary>
    public long ReadTo => HasMore ? LastSequence : End;

    /// <summary>Whether the log may have more after this page.</summary>
    public bool HasMore => LastSequence > 0 && LastSequence < End;

    private long LastSequence => Math.Max(Entries.Count > 0 ? Entries[^1].Sequence : 0, Unreadable.Count > 0 ? Unreadable[^1].Sequence : 0);
}

/// <summary>A record of a log that cannot be read, because other software wrote it or because it is damaged.</summary>
/// <param name="Sequence">The sequence of the record.</param>
/// <param name="Submission">The submission, as text.</param>
/// <param name="Cause">What is wrong with the record, as a sentence.</param>
public sealed record UnreadableRecord(long Sequence, string Submission, string Cause);

/// <summary>
/// The position at which a group's log ends, or the reason why it could not be read. A transport returns one for each log, so one damaged log does not hide
/// the others.
/// </summary>
public readonly record struct LogEnd
{
    private readonly FeedPosition _position;

    /// <summary>Makes the result for a log whose end was read.</summary>
    public LogEnd(FeedPosition position) => _position = position;

    /// <summary>Makes the result for a log whose end could not be read.</summary>
    public LogEnd(SubmissionTransportException failure) => Failure = failure;

    /// <summary>Why the end could not be read; <see langword="null"/> if it was read.</summary>
    public SubmissionTransportException? Failure { get; }

    /// <summary>The position at which the log ends.</summary>
    /// <exception cref="SubmissionTransportException">The end could not be read, for the reason in <see cref="Failure"/>.</exception>
    public FeedPosition Position => Failure is null ? _position : throw new SubmissionTransportException(Failure.Cause, Failure.Fix, Failure);
}
