namespace LiveSubmissions.Broadcasting;

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
