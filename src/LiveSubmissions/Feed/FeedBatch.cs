using System.Diagnostics.CodeAnalysis;
using LiveSubmissions.Log;

namespace LiveSubmissions.Feed;

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
    /// <param name="encoding">The encoding; the same object each time.</param>
    [Experimental("LSUB001")]
    public T Encode<T>(FeedEncoding<T> encoding)
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

/// <summary>What a <see cref="FeedBatch"/> says.</summary>
public enum FeedBatchKind
{
    /// <summary>Entries: the newest states that the cursor has not had.</summary>
    Entries,

    /// <summary>Nothing new; the position, and whether the node is up to date.</summary>
    Heartbeat,

    /// <summary>History that the cursor needs is gone: ask the application, then go on from here.</summary>
    Resync,
}

/// <summary>How an endpoint writes a batch. What it makes is made once per batch and shared by every cursor that is given the batch.</summary>
/// <typeparam name="T">What it makes; it must never be changed afterwards.</typeparam>
[Experimental("LSUB001")]
public abstract class FeedEncoding<T>
    where T : class
{
    /// <summary>Makes what is written for a batch.</summary>
    public abstract T Encode(FeedBatch batch);
}
