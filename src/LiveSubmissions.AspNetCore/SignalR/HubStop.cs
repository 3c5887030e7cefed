using Microsoft.Extensions.Hosting;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>
/// Ends the streams when the host stops, a moment before SignalR does. SignalR cuts its connections in a callback of its own that runs after this
/// one, registered before it, and does not wait for what is under way; nor is there anybody to ask whether it was sent.
/// </summary>
internal sealed class HubStop : IDisposable
{
    /// <summary>How long streams may take to end; a stalled client's does not.</summary>
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(1);

    /// <summary>What their last messages get to be sent. One that is later is lost with its connection, and its client comes back all the same.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenRegistration _registration;
    private int _streams;

    public HubStop(IHostApplicationLifetime lifetime) =>
        _registration = lifetime.ApplicationStopping.UnsafeRegister(static stop => ((HubStop)stop!).Stop(), this);

    /// <summary>A stream begins.</summary>
    /// <param name="cancellationToken">Its client's leaving.</param>
    /// <returns>Cancelled when the client leaves and when the host stops; to be given to <see cref="Leave"/>.</returns>
    public CancellationTokenSource Enter(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _streams);
        return CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
    }

    /// <summary>A stream has ended.</summary>
    public void Leave(CancellationTokenSource stream)
    {
        stream.Dispose();
        if (Interlocked.Decrement(ref _streams) == 0 && _stopping.IsCancellationRequested) _ended.TrySetResult();
    }

    public void Dispose()
    {
        _registration.Dispose();
        _stopping.Dispose();
    }

    private void Stop()
    {
        var streams = Volatile.Read(ref _streams);
        _stopping.Cancel();
        if (streams == 0) return;

        // Who waits for a task tells the thread pool that it blocks, so that sending does not have to wait for a thread. By the real clock: a host
        // with a clock of its own must still stop.
        if (Volatile.Read(ref _streams) > 0) _ended.Task.Wait(EndDeadline);
        Task.Delay(Grace, TimeProvider.System).Wait();
    }
}
