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
