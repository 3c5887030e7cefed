using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Sources;
using LiveSubmissions.Log;

namespace LiveSubmissions.Feed;

/// <summary>
/// A subscriber's place in a group's log. It holds a position, not a queue. So a slow reader costs nothing, and when it reads, it gets the newest state of each
/// submission.
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

    /// <summary>
    /// Whether <see cref="FeedCursorOptions.Since"/> was given and could be used. If it was given and could not be used, the first batch is a resync.
    /// </summary>
    public bool Resumed { get; }

    /// <summary>
    /// False if the cursor starts from <see cref="FeedPosition.Beginning"/> and the log does not hold everything: retention has trimmed away entries, or an
    /// earlier log of this group was lost.
    /// </summary>
    public bool Complete { get; }

    /// <summary>The one submission whose updates the cursor reads; <see langword="null"/> for those of the whole group.</summary>
    public SubmissionId? Submission { get; }

    internal bool Heartbeats { get; }

    /// <summary>
    /// What the subscriber was last told about <see cref="IsVerified"/>. It is <see langword="true"/> at the start if the node was sure of its mirror then. If
    /// the node was not sure, it is <see langword="null"/> until the first heartbeat.
    /// </summary>
    [Experimental("LSUB001")]
    public bool? BelievesVerified { get; internal set; }

    /// <summary>
    /// Whether the node is sure of its mirror: the mirror was found equal to the log within the re-check interval, and the log holds no record that cannot be
    /// read.
    /// </summary>
    [Experimental("LSUB001")]
    public bool IsVerified => _mirror.IsVerified;

    /// <summary>The reason for a resync that the cursor gets before anything else; <see langword="null"/> if there is none.</summary>
    internal ResyncReason? Resync { get; set; }

    /// <summary>The cursor's index among the mirror's parked cursors; -1 while it is not parked.</summary>
    internal int ParkedAt { get; set; } = -1;

    internal bool HasLeft { get; set; }

    /// <summary>
    /// The <see cref="MirrorLog.Generation"/> from which the cursor has read. If the mirror has another generation now, the cursor has to resync.
    /// </summary>
    internal int Generation { get; set; }

    /// <summary>The mirror's heartbeat round in which the cursor got its last heartbeat.</summary>
    internal int HeartbeatRound { get; set; }

    /// <summary>The value of <see cref="MirrorLog.Puts"/> when the cursor had last read everything.</summary>
    internal long PutsAtEnd { get; set; }

    /// <summary>How many entries the cursor has read since then.</summary>
    internal long ReadSinceEnd { get; set; }

    /// <summary>Reads the next batch. Waits until there is one. Make one call at a time.</summary>
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

        // If the token was cancelled after the registration and before the parking, nothing else ends this read.
        if (cancellationToken.IsCancellationRequested) CancelRead(cancellationToken);
        return _read.Task;
    }

    /// <summary>Reads the next batch without waiting; <see langword="null"/> if the cursor has read everything.</summary>
    /// <exception cref="ObjectDisposedException">The cursor was disposed, or the feed stopped.</exception>
    [Experimental("LSUB001")]
    public FeedBatch? TryRead() => _mirror.Read(this);

    /// <summary>Leaves the group. A pending read ends with <see cref="ObjectDisposedException"/>.</summary>
    public ValueTask DisposeAsync()
    {
        Leave();
        return ValueTask.CompletedTask;
    }

    /// <summary>The same as <see cref="DisposeAsync"/>, without a task.</summary>
    [Experimental("LSUB001")]
    public void Leave() => _mirror.Leave(this);

    // Only the code that removed the cursor from the parked cursors may end its read. So a read ends exactly once.
    /// <summary>Gives the cursor its batch. The cursor must not be parked at this moment.</summary>
    /// <returns>Whether the cursor's sink took the batch; then the read goes on waiting. If not, the read has ended with the batch.</returns>
    internal bool Serve(FeedBatch batch)
    {
        if (_sink is not null && _sink.Take(batch)) return true;
        _read.End(batch);
        return false;
    }

    /// <summary>Ends the waiting read with the exception that occurred while the cursor was served. The cursor must not be parked at this moment.</summary>
    internal void EndRead(Exception failure) => _read.Fail(failure);

    internal void EndReadDisposed() => _read.Fail(new ObjectDisposedException(nameof(FeedCursor)));

    internal void CancelRead(CancellationToken cancellationToken)
    {
        if (_mirror.TryUnpark(this)) _read.Fail(new OperationCanceledException(cancellationToken));
    }
}

/// <summary>A cursor's pending read. The same object is used for every read, so that waiting allocates nothing.</summary>
internal sealed class FeedRead : IValueTaskSource<FeedBatch>
{
    private ManualResetValueTaskSourceCore<FeedBatch> _source;
    private CancellationTokenRegistration _cancellation;

    /// <param name="inline">Whether the code that awaits the read continues on the thread that ends the read.</param>
    public FeedRead(bool inline) => _source.RunContinuationsAsynchronously = !inline;

    public ValueTask<FeedBatch> Task => new(this, _source.Version);

    /// <summary>Prepares a wait. Park the cursor after this call, not before it: a parked cursor's read may end at any time.</summary>
    public void Begin(FeedCursor cursor, CancellationToken cancellationToken)
    {
        _source.Reset();
        if (!cancellationToken.CanBeCanceled) return;
        _cancellation = cancellationToken.UnsafeRegister(static (state, token) => ((FeedCursor)state!).CancelRead(token), cursor);
    }

    /// <summary>Undoes <see cref="Begin"/>: there was a batch already, so nothing waits.</summary>
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

/// <summary>Where a cursor starts, and what it gets.</summary>
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
    /// Whether the cursor gets heartbeats while there are no updates. It also gets one at once when the node becomes unsure of its mirror, when the node
    /// becomes sure again, and when the node is not sure at the moment of attaching.
    /// </summary>
    public bool Heartbeats { get; init; }

    /// <summary>
    /// Whether the code after <see cref="FeedCursor.ReadAsync"/> may run on the thread that serves the group. That code must then never block. For endpoints.
    /// </summary>
    [Experimental("LSUB001")]
    public bool ServeInline { get; init; }

    /// <summary>
    /// Takes the batches while a read waits. The read ends only with a batch that the sink did not take. Such reads cannot be cancelled: a cancellation has no
    /// effect while the sink takes a batch.
    /// </summary>
    [Experimental("LSUB001")]
    public IBatchSink? Sink { get; init; }
}

/// <summary>
/// Takes a cursor's batches on the thread that serves the group, while the cursor's read goes on waiting. As long as the sink takes the batches, this call is
/// all that a delivery costs.
/// </summary>
[Experimental("LSUB001")]
public interface IBatchSink
{
    /// <summary>Takes a batch, or begins to take it. It must neither block nor throw. Calls do not overlap, and come only while a read waits.</summary>
    /// <returns>
    /// Whether the whole batch is taken and the next one may come. If not, the waiting read ends with this batch, and its reader finishes what the sink began.
    /// </returns>
    bool Take(FeedBatch batch);
}

/// <summary>
/// What one read of a cursor returns: the newest state of each submission that changed after the cursor's position, up to a limit; or a heartbeat; or a resync.
/// </summary>
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

    /// <summary>What kind of batch it is.</summary>
    public FeedBatchKind Kind { get; }

    /// <summary>The cursor's position after this batch. To resume, start from it.</summary>
    public FeedPosition Position { get; }

    /// <summary>The entries, oldest first; empty unless <see cref="Kind"/> is <see cref="FeedBatchKind.Entries"/>.</summary>
    public IReadOnlyList<LogEntry> Entries { get; }

    /// <summary>Why the position could not be used, for <see cref="FeedBatchKind.Resync"/>.</summary>
    public ResyncReason? Reason { get; }

    /// <summary>
    /// For <see cref="FeedBatchKind.Heartbeat"/>: whether the node's mirror was found equal to the log within the re-check interval, and the connection has not
    /// been lost since. If false, the node may be behind without noticing it.
    /// </summary>
    public bool Verified { get; }

    /// <summary>The batch as an endpoint writes it. It is made on the first call with each encoding.</summary>
    /// <param name="encoding">The encoding. Pass the same object each time, so that the result is shared.</param>
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

    /// <summary>A linked list of the results, one for each encoding. An endpoint has one encoding per dialect, so the list stays short.</summary>
    private sealed record Encoded(object Encoding, object Value, Encoded? Next);
}

/// <summary>The kinds of <see cref="FeedBatch"/>.</summary>
public enum FeedBatchKind
{
    /// <summary>The newest states that the cursor has not read yet.</summary>
    Entries,

    /// <summary>No entries: the position, and whether the node is sure of its mirror.</summary>
    Heartbeat,

    /// <summary>
    /// The log no longer holds the history that the cursor needs. Ask the application for its rows, then go on from <see cref="FeedBatch.Position"/>.
    /// </summary>
    Resync,
}

/// <summary>How an endpoint writes a batch. The result is made once per batch and shared by all cursors that read the batch.</summary>
/// <typeparam name="T">The type of the result. A result must never be changed.</typeparam>
[Experimental("LSUB001")]
public abstract class FeedEncoding<T>
    where T : class
{
    /// <summary>Makes the result for a batch.</summary>
    public abstract T Encode(FeedBatch batch);
}
