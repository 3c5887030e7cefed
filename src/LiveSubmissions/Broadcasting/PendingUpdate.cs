using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Broadcasting;

/// <summary>An update between its being given and the log's answer.</summary>
internal sealed class PendingUpdate(SubmissionGroup group, SubmissionEntry entry, long givenAt)
{
    // Those who wait must not run on the thread that sends: it has the lane's next update to see to.
    private readonly TaskCompletionSource<BroadcastResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WaitLimit? _limit;

    public SubmissionGroup Group => group;

    public SubmissionEntry Entry => entry;

    /// <summary>A timestamp of the time provider.</summary>
    public long GivenAt => givenAt;

    /// <summary>
    /// An update that was given before this one with the same revision and the same content, and waited: what becomes of this one becomes of it. Set
    /// before others see this one, and forgotten once it was told.
    /// </summary>
    public PendingUpdate? Twin { get; set; }

    /// <summary>Whether it could not be sent at least once. The outbox guards it.</summary>
    public bool WasDeferred { get; set; }

    /// <summary>Whether the outbox did not take it, so that it is complete and never sent. Set before others see it.</summary>
    public bool WasTurnedAway { get; private set; }

    public Task<BroadcastResult> Result => _result.Task;

    /// <summary>The outbox does not take it.</summary>
    public void TurnAway(BroadcastResult result)
    {
        WasTurnedAway = true;
        Complete(result);
    }

    /// <summary>Says what became of it. The first word counts: a deferred update that is sent later was reported as deferred.</summary>
    public void Complete(BroadcastResult result)
    {
        EndWait(result);
        while (Twin is { } twin)
        {
            twin.EndWait(result);
            Twin = twin.Twin;
        }
    }

    /// <summary>Ends the wait of this update's own caller, unless the result is known.</summary>
    public void EndWait(BroadcastResult result)
    {
        if (_result.TrySetResult(result)) Volatile.Read(ref _limit)?.Dispose();
    }

    /// <summary>The result, or after a while, or once cancelled, that the update is deferred.</summary>
    public Task<BroadcastResult> WaitAsync(BroadcastWait wait, CancellationToken cancellationToken)
    {
        if (Result.IsCompleted) return Result;
        var limit = new WaitLimit(this, wait, cancellationToken);
        Volatile.Write(ref _limit, limit);

        // Whoever completes first sets the result and then looks for the limit; here it is the other way round, and one of the two sees the other.
        Interlocked.MemoryBarrier();
        if (Result.IsCompleted) limit.Dispose();
        return Result;
    }
}

/// <summary>One submission's way to its log: at most one update is being sent, and at most one, the newest, waits. The outbox guards it.</summary>
internal sealed class Lane(LaneKey key)
{
    public LaneKey Key => key;

    /// <summary>The newest update that is not being sent.</summary>
    public PendingUpdate? Next { get; set; }

    /// <summary>Whether somebody is sending this lane's updates. If nobody is, <see cref="Next"/> is deferred.</summary>
    public bool IsSending { get; set; }

    /// <summary>When an update of this lane could first not be sent, if so: a timestamp of the time provider.</summary>
    public long? DeferredSince { get; set; }
}

/// <summary>What a lane is for.</summary>
internal readonly record struct LaneKey(SubmissionGroup Group, SubmissionId Submission);

/// <summary>Ends somebody's wait for an update's result when the time is over or the wait is cancelled. The update goes on.</summary>
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

        // Without waiting for the callback: it may be what ends the wait.
        _cancellation.Unregister();
    }

    private void TimeIsOver() => End($"{_wait.Transport.Description} did not answer within {Printable.Duration(_wait.Timeout)}");

    private void Cancelled() => End("The wait was cancelled");

    private void End(string why) => _update.EndWait(
        _wait.IsStopped ? BroadcastResult.Failed($"{why}. {Outbox.Stopped}") : BroadcastResult.Deferred($"{why}; the update is still being sent."));
}

/// <summary>For what and how long a broadcast waits.</summary>
internal sealed record BroadcastWait(ISubmissionTransport Transport, TimeSpan Timeout, TimeProvider Time)
{
    private volatile bool _isStopped;

    /// <summary>Whether the broadcaster is stopped: what is not sent by now, nobody sends later.</summary>
    public bool IsStopped => _isStopped;

    public void Stop() => _isStopped = true;
}

/// <summary>What the outbox did with an update that could not be sent.</summary>
/// <param name="Result">What its caller is told.</param>
/// <param name="Rests">Whether its lane rests until the pump comes; else another update of the lane is to be tried at once.</param>
/// <param name="IsFirst">Whether it is the first of an outage.</param>
/// <param name="Refused">An update that was given later and is not newer, if there was one: it will never be sent.</param>
internal readonly record struct Deferral(BroadcastResult Result, bool Rests, bool IsFirst, PendingUpdate? Refused);
