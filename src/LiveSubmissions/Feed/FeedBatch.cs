using LiveSubmissions.Log;

namespace LiveSubmissions;

/// <summary>What a cursor reads: everything that it had not had, up to a limit, each submission in its newest state only.</summary>
public sealed class FeedBatch
{
    private Encoded? _encoded;

    internal FeedBatch(
        FeedBatchKind kind, FeedPosition position, IReadOnlyList<LogEntry>? entries = null, ResyncReason? reason = null, bool verified = false)
    {
        Kind = kind;
        Position = position;
        Entries = entries ?? [];
        Reason = reason;
        Verified = verified;
    }

    /// <summary>What the batch says.</summary>
    public FeedBatchKind Kind { get; }

    /// <summary>The cursor's position once this batch is taken in: what to resume from.</summary>
    public FeedPosition Position { get; }

    /// <summary>The entries, oldest first; empty unless <see cref="Kind"/> is <see cref="FeedBatchKind.Entries"/>.</summary>
    public IReadOnlyList<LogEntry> Entries { get; }

    /// <summary>Why the position could not be used, for <see cref="FeedBatchKind.Resync"/>.</summary>
    public ResyncReason? Reason { get; }

    /// <summary>
    /// For <see cref="FeedBatchKind.Heartbeat"/>: whether the node's mirror was found equal to the log within the re-check interval, and the connection was
    /// not lost since. False means that the node may be behind without knowing.
    /// </summary>
    public bool Verified { get; }

    /// <summary>The batch as an endpoint writes it, made on the first call for each encoding.</summary>
    internal T Encode<T>(FeedEncoding<T> encoding)
        where T : class
    {
        while (true)
        {
            var head = Volatile.Read(ref _encoded);
            for (var known = head; known is not null; known = known.Next)
            {
                if (ReferenceEquals(known.Encoding, encoding)) return (T)known.Value;
            }

            var made = new Encoded(encoding, encoding.Encode(this), head);
            if (Interlocked.CompareExchange(ref _encoded, made, head) == head) return (T)made.Value;
        }
    }

    /// <summary>An endpoint has one encoding per dialect, so this list stays a few links long.</summary>
    private sealed record Encoded(object Encoding, object Value, Encoded? Next);
}
