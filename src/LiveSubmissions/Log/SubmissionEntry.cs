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
