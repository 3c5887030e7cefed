using System.Globalization;

namespace LiveSubmissions.Log;

/// <summary>A submission's state as a log keeps it: the values that the order rules need, and the message, which is encoded once.</summary>
public sealed class SubmissionEntry
{
    /// <summary>The problem.</summary>
    public required ProblemId Problem { get; init; }

    /// <summary>The submission. A log keeps one entry for each submission.</summary>
    public required SubmissionId Submission { get; init; }

    /// <summary>The status.</summary>
    public required SubmissionStatus Status { get; init; }

    /// <summary>The revision that the application gave to this state (<see cref="SubmissionUpdate.Revision"/>), or <see langword="null"/>.</summary>
    public long? Revision { get; init; }

    /// <summary>The id of the broadcast.</summary>
    public required OperationId Operation { get; init; }

    /// <summary>
    /// The message in UTF-8: a JSON object without its closing brace. It has first the fields of the plain dialect, then the additional fields of the v1
    /// dialect. A node appends the sequence if the dialect has it, and the closing brace. The way from broadcaster to client never parses this JSON.
    /// </summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>
    /// How many of the first bytes of <see cref="Json"/> a log compares if two states have the same revision. The broadcaster sets it so that the time of the
    /// broadcast, at the end, is not compared. The default is the whole message.
    /// </summary>
    public int ContentLength
    {
        get => field == 0 ? Json.Length : field;
        init;
    }

    /// <summary>
    /// The W3C trace context (<c>traceparent</c>) of the broadcast, or <see langword="null"/>. A node continues the trace with it when it gets the entry.
    /// </summary>
    public string? TraceParent { get; init; }

    /// <summary>How many of the first bytes of <see cref="Json"/> belong to the plain dialect.</summary>
    public required int PlainLength { get; init; }
}

/// <summary>A state that a log has accepted, with its sequence.</summary>
/// <param name="Sequence">The entry's place in the log. It is greater than the sequence of every earlier entry.</param>
/// <param name="State">The state.</param>
public sealed record LogEntry(long Sequence, SubmissionEntry State)
{
    /// <summary>The largest sequence, 2^53. Every client can hold a number up to it. A log's clock reaches it in the year 2255.</summary>
    public const long MaxSequence = 1L << 53;

    /// <summary>
    /// The length of the longest record that a transport delivers, in bytes: the largest allowed <see cref="BroadcasterOptions.MaxUpdateBytes"/>, and 4 KiB for
    /// the header around the message. It does not depend on a node's options, so no node refuses a record that another node is allowed to send.
    /// </summary>
    public const int MaxBytes = BroadcasterOptions.MostUpdateBytes + (4 * 1024);

    /// <summary>When the log accepted the entry, by the log's clock: a sequence is a time of that clock in microseconds.</summary>
    public DateTimeOffset AcceptedAt => LogClock.TimeOf(Sequence);

    /// <summary>
    /// Whether both entries are the same broadcast under the same sequence. The sequence alone is not enough: after a failover a log may use a sequence for a
    /// second time, but then for another broadcast.
    /// </summary>
    public bool IsSameAs(LogEntry other) => Sequence == other.Sequence && State.Operation == other.State.Operation;
}

/// <summary>The id of one broadcast: <c>{broadcaster}:{counter}</c>. A retry has the same id, so the log recognizes it.</summary>
/// <param name="Broadcaster">The random id that a broadcaster gets when it is created. It consists of ASCII letters and digits.</param>
/// <param name="Counter">A counter of the broadcaster. It grows by one for each group of each update.</param>
public readonly record struct OperationId(string Broadcaster, long Counter)
{
    /// <summary>Returns <c>{broadcaster}:{counter}</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Broadcaster}:{Counter}");
}

/// <summary>The log's answer to an append.</summary>
/// <param name="Position">The position at which the log holds the state. If the log refused the state: the position at which the log ends.</param>
/// <param name="Refusal">Why the log did not store the state, or <see cref="RefusalReason.None"/> if it did.</param>
/// <param name="Origin">The log's origin: see <see cref="LogPage.Origin"/>.</param>
public readonly record struct AppendResult(FeedPosition Position, RefusalReason Refusal, string Origin)
{
    /// <summary>
    /// Whether the log holds the state: it accepted the state now or in an earlier try of the same broadcast, or it already held the same revision with the
    /// same content.
    /// </summary>
    public bool IsHeld => Refusal is RefusalReason.None or RefusalReason.AlreadyKnown;
}

/// <summary>Why a log did not store a state.</summary>
public enum RefusalReason
{
    /// <summary>The log accepted the state.</summary>
    None,

    /// <summary>Both states have a revision, and the stored state has the greater one.</summary>
    OlderRevision,

    /// <summary>Both states are from the same broadcaster, and it was given the stored state later.</summary>
    OlderOperation,

    /// <summary>The stored state is from another broadcaster, which was given it later than this broadcaster was given the new state.</summary>
    GivenEarlier,

    /// <summary>The log already holds the same revision with the same content, so it does not notify the nodes.</summary>
    AlreadyKnown,

    /// <summary>The log holds the same revision with other content: the application changed the submission without a new revision.</summary>
    SameRevision,

    /// <summary>The append was for the log with a given origin. That log is lost, and this is another one.</summary>
    OtherLog,
}
