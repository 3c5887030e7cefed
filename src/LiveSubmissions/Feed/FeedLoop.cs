namespace LiveSubmissions.Feed;

/// <summary>
/// Runs an action again and again, from the first <see cref="EnsureStarted"/> until it is disposed. If the action throws, the exception is logged and counted,
/// and the loop goes on, because the other groups need it.
/// </summary>
/// <param name="name">The name of the loop: the tag <c>live_submissions.where</c> of its failures.</param>
/// <param name="pause">How long to wait before the next run.</param>
/// <param name="time">The clock.</param>
/// <param name="messages">Logs and counts the exceptions.</param>
/// <param name="action">The action.</param>
internal sealed class FeedLoop(string name, Func<TimeSpan> pause, TimeProvider time, FeedLog messages, Func<CancellationToken, Task> action) : IAsyncDisposable
{
    /// <summary>The pause if <c>pause</c> throws: the loop must not spin.</summary>
    private static readonly TimeSpan PauseAfterNone = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task? _loop;

    public void EnsureStarted()
    {
        if (Volatile.Read(ref _loop) is not null) return;
        lock (_gate) _loop ??= _stop.IsCancellationRequested ? Task.CompletedTask : Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task? loop;
        lock (_gate) loop = _loop;
        if (loop is not null) await loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var hasPaused = await TryAsync(cancellationToken => Task.Delay(pause(), time, cancellationToken)).ConfigureAwait(false);
            if (!hasPaused) await Task.Delay(PauseAfterNone, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_stop.IsCancellationRequested) await TryAsync(action).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> step)
    {
        try
        {
            await step(_stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception)
        {
            if (!_stop.IsCancellationRequested) messages.Failed(name, exception);
            return false;
        }
    }
}
