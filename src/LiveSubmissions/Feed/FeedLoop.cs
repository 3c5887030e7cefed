namespace LiveSubmissions.Feed;

/// <summary>Does something again and again, from when it is first needed until it is disposed.</summary>
internal sealed class FeedLoop(Func<TimeSpan> pause, TimeProvider time, Func<CancellationToken, Task> action) : IAsyncDisposable
{
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
        try
        {
            while (true)
            {
                await Task.Delay(pause(), time, _stop.Token).ConfigureAwait(false);
                await action(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }
}
