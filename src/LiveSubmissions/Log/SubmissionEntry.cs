using System.Globalization;

namespace LiveSubmissions.Log;

/// <summary>A submission's state as a log keeps it: what the order rules need, and the message, encoded once.</summary>
public sealed class SubmissionEntry
{
    /// <summary>The problem as the broadcaster was given it.</summary>
    public required ProblemId Problem { get; init; }

    /// <summary>The submission; a log keeps one entry for each.</summary>
    public required SubmissionId Submission { get; init; }

    /// <summary>The status.</summary>
    public required SubmissionStatus Status { get; init; }

    /// <summary>The application's number of this state, or <see langword="null"/>.</summary>
    public long? Revision { get; init; }

    /// <summary>Which broadcast this is.</summary>
    public required OperationId Operation { get; init; }

    /// <summary>
    /// The message in UTF-8, an object without its closing brace: first the fields of the plain dialect, then v1's further ones. A node closes
    /// it, or adds what only the log knows and closes it; nobody parses it.
    /// </summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>
    /// How many of the first bytes of <see cref="Json"/> count when a log compares two states of the same revision: all but the time of the broadcast. By
    /// default all.
    /// </summary>
    public int ContentLength
    {
        get => field == 0 ? Json.Length : field;
        init;
    }

    /// <summary>The W3C trace context (<c>traceparent</c>) of the broadcast, for nodes to go on with, or <see langword="null"/>.</summary>
    public string? TraceParent { get; init; }

    /// <summary>How many of the first bytes of <see cref="Json"/> are the plain dialect's.</summary>
    public required int PlainLength { get; init; }
}

/// <summary>A state that a log has accepted, and the sequence under which it did.</summary>
/// <param name="Sequence">Its place in the log; greater than that of every entry before it.</param>
/// <param name="State">The state.</param>
public sealed record LogEntry(long Sequence, SubmissionEntry State)
{
    /// <summary>The largest sequence: 2^53, up to which every client can hold it. By a log's clock that is the year 2255.</summary>
    public const long MaxSequence = 1L << 53;

    /// <summary>
    /// The longest record that a transport hands on, in bytes: the largest <see cref="BroadcasterOptions.MaxUpdateBytes"/> that is allowed, and 4 KiB for what stands around
    /// the message. It is the same on every node, whatever that node's options are. So no node refuses what another one may send.
    /// </summary>
    public const int MaxBytes = BroadcasterOptions.MostUpdateBytes + (4 * 1024);

    /// <summary>When the log accepted the entry, by the log's clock: a sequence is that clock in microseconds.</summary>
    public DateTimeOffset AcceptedAt => LogClock.TimeOf(Sequence);

    /// <summary>Whether both are the same acceptance of the same broadcast: sequences may be used twice after a failover, a pair of both is not.</summary>
    public bool IsSameAs(LogEntry other) => Sequence == other.Sequence && State.Operation == other.State.Operation;
}

/// <summary>Names one broadcast, so that a retry of it is known as such: <c>{broadcaster}:{counter}</c>.</summary>
/// <param name="Broadcaster">The broadcaster's random id, made when it is created: ASCII letters and digits.</param>
/// <param name="Counter">Grows by one with every update that the broadcaster is given.</param>
public readonly record struct OperationId(string Broadcaster, long Counter)
{
    /// <summary><c>{broadcaster}:{counter}</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Broadcaster}:{Counter}");
}

/// <summary>What a log did with a state.</summary>
/// <param name="Position">Where the log holds it; for a refused one, the log's end.</param>
/// <param name="Refusal">Why it was not put into the log, or <see cref="RefusalReason.None"/>.</param>
/// <param name="Origin">The log's origin: a random id that is made with the log and kept by a fence. A log that was lost and made anew has another.</param>
public readonly record struct AppendResult(FeedPosition Position, RefusalReason Refusal, string Origin)
{
    /// <summary>Whether the log holds the state: accepted now or by an earlier try of the same broadcast, or known already.</summary>
    public bool IsHeld => Refusal is RefusalReason.None or RefusalReason.AlreadyKnown;
}

/// <summary>Why a log did not put a state at its end.</summary>
public enum RefusalReason
{
    /// <summary>It was accepted.</summary>
    None,

    /// <summary>Both states have a revision, and the log's is the greater.</summary>
    OlderRevision,

    /// <summary>The same broadcaster gave the log's state later.</summary>
    OlderOperation,

    /// <summary>Another broadcaster was given the log's state later.</summary>
    GivenEarlier,

    /// <summary>The log holds the same revision with the same content: nothing is to be told.</summary>
    AlreadyKnown,

    /// <summary>The log holds the same revision with other content: the revision did not grow with a change.</summary>
    SameRevision,

    /// <summary>The log is not the one into which alone the state was to go: that one is lost.</summary>
    OtherLog,
}
