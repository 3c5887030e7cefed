using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Sources;
using LiveSubmissions.Log;

namespace LiveSubmissions.Feed;

/// <summary>
/// A subscriber's place in a group's log. It holds a position, not a queue: a reader that takes its time costs nothing, and then gets each
/// submission's newest state.
/// </summary>
public sealed class FeedCursor : IAsyncDisposable
{
    private readonly Mirror _mirror;
    private readonly FeedRead _read;
    private readonly IBatchSink? _sink;

    internal FeedCursor(Mirror mirror, FeedCursorOptions options, CursorStart start)
    {
        _mirror = mirror;
        _read = new FeedRead(options.ServeInline);
        _sink = options.Sink;
        Heartbeats = options.Heartbeats;
        Submission = options.Submission;
        Position = start.Position;
        Resync = start.Resync;
        Resumed = options.Since is not null && start.Resync is null;
        Complete = start.Complete;
    }

    /// <summary>The group.</summary>
    public SubmissionGroup Group => _mirror.Group;

    /// <summary>The position after the last batch that was read; at first, where the cursor starts.</summary>
    public FeedPosition Position { get; internal set; }

    /// <summary>Whether <see cref="FeedCursorOptions.Since"/> was given and could be used. If it was given and could not, the first batch is a resync.</summary>
    public bool Resumed { get; }

    /// <summary>
    /// False when the cursor starts from <see cref="FeedPosition.Beginning"/> and the log does not hold everything: retention has trimmed away entries, or
    /// another log stood in its place and was lost.
    /// </summary>
    public bool Complete { get; }

    /// <summary>The one submission whose updates the cursor reads; <see langword="null"/> for those of the whole group.</summary>
    public SubmissionId? Submission { get; }

    internal bool Heartbeats { get; }

    /// <summary>
    /// What the subscriber believes: whether the node is sure of its mirror. <see langword="null"/> before the first heartbeat of one that came to a node
    /// that was not sure.
    /// </summary>
    [Experimental("LSUB001")]
    public bool? BelievesVerified { get; internal set; }

    /// <summary>Whether the node is sure of its mirror.</summary>
    [Experimental("LSUB001")]
    public bool IsVerified => _mirror.IsVerified;

    /// <summary>A resync that the cursor has to be told of before anything else.</summary>
    internal ResyncReason? Resync { get; set; }

    /// <summary>The cursor's place among the mirror's parked ones; -1 while it does not wait.</summary>
    internal int ParkedAt { get; set; } = -1;

    internal bool HasLeft { get; set; }

    /// <summary>Of which <see cref="MirrorLog.Generation"/> what it has read is.</summary>
    internal int Generation { get; set; }

    /// <summary>The mirror's round of heartbeats in which the cursor had its last one.</summary>
    internal int HeartbeatRound { get; set; }

    /// <summary>How many entries its mirror had ever been given when the cursor had last read everything.</summary>
    internal long PutsAtEnd { get; set; }

    /// <summary>How many it has read since.</summary>
    internal long ReadSinceEnd { get; set; }

    /// <summary>Waits until there is something that the cursor has not had. One call at a time.</summary>
    /// <exception cref="ObjectDisposedException">The cursor was disposed, or the feed stopped.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled; the cursor can be read again.</exception>
    public ValueTask<FeedBatch> ReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _read.Begin(this, cancellationToken);
        if (_mirror.ReadOrPark(this) is { } batch)
        {
            _read.Abandon();
            return ValueTask.FromResult(batch);
        }

        // Cancelled between the registration and the parking: nobody else will end this read.
        if (cancellationToken.IsCancellationRequested) CancelRead(cancellationToken);
        return _read.Task;
    }

    /// <summary>What the cursor has not had, without waiting for it; nothing if it has had everything.</summary>
    /// <exception cref="ObjectDisposedException">The cursor was disposed, or the feed stopped.</exception>
    [Experimental("LSUB001")]
    public FeedBatch? TryRead() => _mirror.Read(this);

    /// <summary>Leaves the group. A pending read ends with <see cref="ObjectDisposedException"/>.</summary>
    public ValueTask DisposeAsync()
    {
        Leave();
        return ValueTask.CompletedTask;
    }

    /// <summary>What <see cref="DisposeAsync"/> does.</summary>
    [Experimental("LSUB001")]
    public void Leave() => _mirror.Leave(this);

    // Whoever takes the cursor from among the parked ones ends its read, and so exactly one does.
    /// <summary>Gives the cursor, which is not parked at this moment, its batch.</summary>
    /// <returns>Whether its taker has taken it, so that the read that waits goes on waiting; else the read has ended.</returns>
    internal bool Serve(FeedBatch batch)
    {
        if (_sink is not null && _sink.Take(batch)) return true;
        _read.End(batch);
        return false;
    }

    /// <summary>Ends the read, which waits and is not parked at this moment, with what went wrong while it was served.</summary>
    internal void EndRead(Exception failure) => _read.Fail(failure);

    internal void EndReadDisposed() => _read.Fail(new ObjectDisposedException(nameof(FeedCursor)));

    internal void CancelRead(CancellationToken cancellationToken)
    {
        if (_mirror.TryUnpark(this)) _read.Fail(new OperationCanceledException(cancellationToken));
    }
}

/// <summary>A cursor's pending read, used again and again, so that waiting allocates nothing.</summary>
internal sealed class FeedRead : IValueTaskSource<FeedBatch>
{
    private ManualResetValueTaskSourceCore<FeedBatch> _source;
    private CancellationTokenRegistration _cancellation;

    /// <param name="inline">Whether what waits for the read goes on on the thread that ends it.</param>
    public FeedRead(bool inline) => _source.RunContinuationsAsynchronously = !inline;

    public ValueTask<FeedBatch> Task => new(this, _source.Version);

    /// <summary>Makes ready for a wait. The cursor is parked afterwards, for from then on the read may end at any time.</summary>
    public void Begin(FeedCursor cursor, CancellationToken cancellationToken)
    {
        _source.Reset();
        if (!cancellationToken.CanBeCanceled) return;
        _cancellation = cancellationToken.UnsafeRegister(static (state, token) => ((FeedCursor)state!).CancelRead(token), cursor);
    }

    /// <summary>There was nothing to wait for.</summary>
    public void Abandon() => _cancellation.Dispose();

    public void End(FeedBatch batch) => _source.SetResult(batch);

    public void Fail(Exception exception) => _source.SetException(exception);

    public FeedBatch GetResult(short token)
    {
        _cancellation.Dispose();
        _cancellation = default;
        return _source.GetResult(token);
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}

/// <summary>How a cursor starts.</summary>
public readonly record struct FeedCursorOptions
{
    /// <summary>
    /// The position up to which the subscriber knows everything; <see cref="FeedPosition.Beginning"/> for all that the log retains;
    /// <see langword="null"/> for live updates only.
    /// </summary>
    public FeedPosition? Since { get; init; }

    /// <summary>The one submission whose updates the subscriber wants; <see langword="null"/> for those of the whole group.</summary>
    public SubmissionId? Submission { get; init; }

    /// <summary>
    /// Whether the cursor gets heartbeats while nothing else comes; and one at once whenever the node becomes unsure of its mirror, or sure again, or is not
    /// sure when the cursor is attached.
    /// </summary>
    public bool Heartbeats { get; init; }

    /// <summary>
    /// Whether what comes after <see cref="FeedCursor.ReadAsync"/> may run on the thread that serves the group: it must then never block. For endpoints.
    /// </summary>
    [Experimental("LSUB001")]
    public bool ServeInline { get; init; }

    /// <summary>What takes batches while a read waits, so that the read ends only with one that it did not take. Such reads cannot be cancelled.</summary>
    [Experimental("LSUB001")]
    public IBatchSink? Sink { get; init; }
}

/// <summary>
/// Takes a cursor's batches on the thread that serves the group, while the cursor goes on waiting: as long as it takes them, a delivery is this call
/// and nothing else.
/// </summary>
[Experimental("LSUB001")]
public interface IBatchSink
{
    /// <summary>Takes a batch, or begins to. It must neither block nor throw. One call at a time, and none while nobody waits for a read.</summary>
    /// <returns>
    /// Whether all of it is taken and the next may come. If not, the read that waits ends with the batch, and whoever waited goes on with what was begun.
    /// </returns>
    bool Take(FeedBatch batch);
}

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
