using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Broadcasting;

/// <summary>An update that a broadcaster was given, until the log has answered.</summary>
internal sealed class PendingUpdate(SubmissionGroup group, SubmissionEntry entry, long broadcastAt)
{
    // The code that awaits the result must not run on the sending thread, which has to send the lane's next update.
    private readonly TaskCompletionSource<BroadcastResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WaitLimit? _limit;

    public SubmissionGroup Group => group;

    public SubmissionEntry Entry => entry;

    /// <summary>When the broadcaster was given the update: a timestamp of the time provider.</summary>
    public long BroadcastAt => broadcastAt;

    /// <summary>
    /// An earlier update with the same revision and the same content that was still waiting when this one was given. It gets the same result as this update. It
    /// is set before other threads see this update, and removed when it has its result.
    /// </summary>
    public PendingUpdate? Twin { get; set; }

    /// <summary>Whether the update was deferred at least once. The lock of the outbox guards it.</summary>
    public bool WasDeferred { get; set; }

    /// <summary>
    /// Whether the outbox did not accept the update. It then has its result and is never sent. This is set before other threads see the update.
    /// </summary>
    public bool WasTurnedAway { get; private set; }

    public Task<BroadcastResult> Result => _result.Task;

    /// <summary>Completes an update that the outbox does not accept.</summary>
    public void TurnAway(BroadcastResult result)
    {
        WasTurnedAway = true;
        Complete(result);
    }

    /// <summary>
    /// Sets the result of this update and of its twins. Only the first result counts: if the caller got "deferred", this stays the result, even if the update
    /// is sent later.
    /// </summary>
    public void Complete(BroadcastResult result)
    {
        EndWait(result);
        while (Twin is { } twin)
        {
            twin.EndWait(result);
            Twin = twin.Twin;
        }
    }

    /// <summary>Sets the result of this update, if it has none yet, and so ends its caller's wait. The twins are not changed.</summary>
    public void EndWait(BroadcastResult result)
    {
        if (_result.TrySetResult(result)) Volatile.Read(ref _limit)?.Dispose();
    }

    /// <summary>
    /// Waits for the result. When the time is over or the wait is cancelled, the result is that the update is deferred; or that it failed, if the broadcaster
    /// is stopped.
    /// </summary>
    public Task<BroadcastResult> WaitAsync(BroadcastWait wait, CancellationToken cancellationToken)
    {
        if (Result.IsCompleted) return Result;
        var limit = new WaitLimit(this, wait, cancellationToken);
        Volatile.Write(ref _limit, limit);

        // EndWait first sets the result and then reads the limit. This method first sets the limit and then reads the result. So at least one of the two
        // sees both, and disposes the limit.
        Interlocked.MemoryBarrier();
        if (Result.IsCompleted) limit.Dispose();
        return Result;
    }
}

/// <summary>
/// The queue of one submission in one group. At most one update is being sent, and at most one, the newest, waits. The lock of the outbox guards it.
/// </summary>
internal sealed class Lane(LaneKey key)
{
    public LaneKey Key => key;

    /// <summary>The update that waits, or <see langword="null"/>.</summary>
    public PendingUpdate? Next { get; set; }

    /// <summary>Whether the lane has a sender. If it has none, <see cref="Next"/> is deferred.</summary>
    public bool IsSending { get; set; }

    /// <summary>
    /// Since when the lane waits for the transport: a timestamp of the time provider. <see langword="null"/> if the lane does not wait.
    /// </summary>
    public long? DeferredSince { get; set; }
}

/// <summary>Identifies a lane.</summary>
internal readonly record struct LaneKey(SubmissionGroup Group, SubmissionId Submission);

/// <summary>Ends a caller's wait for an update's result when the time is over or the wait is cancelled. The update is still sent.</summary>
internal sealed class WaitLimit : IDisposable
{
    private readonly PendingUpdate _update;
    private readonly BroadcastWait _wait;
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _cancellation;

    public WaitLimit(PendingUpdate update, BroadcastWait wait, CancellationToken cancellationToken)
    {
        _update = update;
        _wait = wait;
        _timer = wait.Time.CreateTimer(static limit => ((WaitLimit)limit!).TimeIsOver(), this, wait.Timeout, Timeout.InfiniteTimeSpan);
        _cancellation = cancellationToken.UnsafeRegister(static limit => ((WaitLimit)limit!).Cancelled(), this);
    }

    public void Dispose()
    {
        _timer.Dispose();

        // Dispose would wait for a running callback. That callback may be the one that called this method.
        _cancellation.Unregister();
    }

    private void TimeIsOver() => End($"{_wait.Transport.Description} did not answer within {Printable.Duration(_wait.Timeout)}");

    private void Cancelled() => End("The wait was cancelled");

    private void End(string why) => _update.EndWait(
        _wait.IsStopped ? BroadcastResult.Failed($"{why}. {Outbox.Stopped}") : BroadcastResult.Deferred($"{why}; the update is still being sent."));
}

/// <summary>The transport that a broadcast waits for, and the longest wait.</summary>
internal sealed record BroadcastWait(ISubmissionTransport Transport, TimeSpan Timeout, TimeProvider Time)
{
    private volatile bool _isStopped;

    /// <summary>Whether the broadcaster is stopped. An update that is not sent by then is never sent.</summary>
    public bool IsStopped => _isStopped;

    public void Stop() => _isStopped = true;
}

/// <summary>What the outbox did with an update that could not be sent.</summary>
/// <param name="Result">The result for its caller.</param>
/// <param name="Rests">Whether the lane has no sender now and waits for the pump. If not, the sender must send the lane's next update at once.</param>
/// <param name="IsFirst">Whether the update is the first that was deferred in this outage.</param>
/// <param name="Refused">An update that was given later but is not newer, or <see langword="null"/>. It will never be sent.</param>
internal readonly record struct Deferral(BroadcastResult Result, bool Rests, bool IsFirst, PendingUpdate? Refused);
