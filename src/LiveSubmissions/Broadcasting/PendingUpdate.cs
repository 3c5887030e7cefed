using LiveSubmissions.Log;

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
