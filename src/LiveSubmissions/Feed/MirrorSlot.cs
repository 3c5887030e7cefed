using LiveSubmissions.Transport;

namespace LiveSubmissions.Feed;

/// <summary>A mirror, its subscription at the transport, and how many cursors count on it.</summary>
internal sealed class MirrorSlot(Mirror mirror, ISubmissionTransport transport, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan AttachDeadline = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private IAsyncDisposable? _listening;
    private Task? _attach;

    public Mirror Mirror => mirror;

    /// <summary>How many cursors there are. The mirror set guards it.</summary>
    public int Cursors { get; set; }

    /// <summary>When the last cursor left. The mirror set guards it.</summary>
    public long LeftAt { get; set; }

    public bool IsAttached => _attach is { IsCompletedSuccessfully: true };

    public bool HasFailed => _attach is { IsCompleted: true, IsCompletedSuccessfully: false };

    /// <summary>Attaches once, however many wait for it: first listen, then read the log, so that nothing falls between the two.</summary>
    public Task AttachAsync()
    {
        lock (_gate) return _attach ??= Task.Run(AttachOnceAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task? attach;
        lock (_gate) attach = _attach;
        if (attach is not null) await attach.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EndAsync().ConfigureAwait(false);
    }

    private async Task AttachOnceAsync()
    {
        try
        {
            using var deadline = new CancellationTokenSource(AttachDeadline, time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, deadline.Token);
            _listening = await transport.ListenAsync(mirror.Group, mirror, limit.Token).ConfigureAwait(false);
            await mirror.Repair.AttachAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await EndAsync().ConfigureAwait(false);
            if (exception is OperationCanceledException && !_stop.IsCancellationRequested)
            {
                throw SubmissionTransportException.NoAnswer(transport, AttachDeadline, exception);
            }

            throw;
        }
    }

    private async ValueTask EndAsync()
    {
        mirror.Stop();
        await mirror.Repair.DisposeAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref _listening, null) is { } listening) await listening.DisposeAsync().ConfigureAwait(false);
    }
}
