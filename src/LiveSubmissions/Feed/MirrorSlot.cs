using LiveSubmissions.Transport;

namespace LiveSubmissions.Feed;

/// <summary>A mirror, its subscription at the transport, and how many cursors count on it.</summary>
internal sealed class MirrorSlot(Mirror mirror, ISubmissionTransport transport, TimeProvider time, FeedLog messages) : IAsyncDisposable
{
    private static readonly TimeSpan AttachDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Who ends mirrors looks after the others too, and does not wait longer for a transport that does not answer.</summary>
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();

    // Many may wait for it. One that blocks its thread when it goes on must not hold up the others.
    private readonly TaskCompletionSource _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IAsyncDisposable? _listening;
    private bool _attaching;

    public Mirror Mirror => mirror;

    /// <summary>How many cursors there are. The mirror set guards it.</summary>
    public int Cursors { get; set; }

    /// <summary>When the last cursor left. The mirror set guards it.</summary>
    public long LeftAt { get; set; }

    /// <summary>Its place among those that linger; nothing while it has cursors. The mirror set guards it.</summary>
    public LinkedListNode<MirrorSlot>? Lingering { get; set; }

    public bool IsAttached => _attached.Task.IsCompletedSuccessfully;

    public bool HasFailed => _attached.Task is { IsCompleted: true, IsCompletedSuccessfully: false };

    /// <summary>Attaches once, however many wait for it: first listen, then read the log, so that nothing falls between the two.</summary>
    public Task AttachAsync()
    {
        lock (_gate)
        {
            if (!_attaching) _ = Task.Run(AttachOnceAsync);
            _attaching = true;
            return _attached.Task;
        }
    }

    /// <summary>Ends the mirror and its subscription. It throws nothing: what fails is said.</summary>
    public async ValueTask DisposeAsync()
    {
        await TryEndAsync(() => new ValueTask(_stop.CancelAsync())).ConfigureAwait(false);
        bool attaching;
        lock (_gate) attaching = _attaching;
        if (attaching) await _attached.Task.WaitAsync(EndDeadline, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
            _attached.SetResult();
        }
        catch (Exception exception)
        {
            await EndAsync().ConfigureAwait(false);
            _attached.SetException(exception is OperationCanceledException && !_stop.IsCancellationRequested
                ? SubmissionTransportException.NoAnswer(transport, AttachDeadline, exception)
                : exception);
        }
    }

    private async Task EndAsync()
    {
        await TryEndAsync(() =>
        {
            mirror.Stop();
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        await TryEndAsync(mirror.Repair.DisposeAsync).ConfigureAwait(false);
        if (Interlocked.Exchange(ref _listening, null) is { } listening) await TryEndAsync(listening.DisposeAsync).ConfigureAwait(false);
    }

    /// <summary>A part that fails, or takes too long, must not keep the others from their end.</summary>
    private async Task TryEndAsync(Func<ValueTask> end)
    {
        try
        {
            await end().AsTask().WaitAsync(EndDeadline, time).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            messages.Failed("mirrors", exception);
        }
    }
}
