using System.Threading.Tasks.Sources;

namespace LiveSubmissions.Feed;

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
