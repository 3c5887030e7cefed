using Microsoft.Extensions.Hosting;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>
/// Ends the streams when the host stops, shortly before SignalR cuts its connections. SignalR does that in a callback that was registered earlier and therefore
/// runs after this one. It does not wait for messages that are being sent, and nobody can ask it whether they were sent.
/// </summary>
internal sealed class HubStop : IDisposable
{
    /// <summary>How long this waits for streams to end. The stream of a stalled client does not end in time.</summary>
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long this then waits for the last messages to be sent. If one is later, it is lost with its connection, and its client still connects again.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenRegistration _registration;
    private int _streams;

    public HubStop(IHostApplicationLifetime lifetime) =>
        _registration = lifetime.ApplicationStopping.UnsafeRegister(static stop => ((HubStop)stop!).Stop(), this);

    /// <summary>A stream begins.</summary>
    /// <param name="cancellationToken">Cancelled when the client leaves.</param>
    /// <returns>Cancelled when the client leaves and when the host stops. Give it to <see cref="Leave"/> at the end.</returns>
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

        // These block the thread by waiting for a task, not by sleeping, because the thread pool then adds a thread for the sends. They use the system clock,
        // because a host with another TimeProvider must stop as well.
        if (Volatile.Read(ref _streams) > 0) _ended.Task.Wait(EndDeadline);
        Task.Delay(Grace, TimeProvider.System).Wait();
    }
}
