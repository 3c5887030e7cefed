namespace LiveSubmissions.Broadcasting;

/// <summary>Sends what was deferred when the transport is back: asks at growing intervals, and at once when there is reason to.</summary>
internal sealed class OutboxPump(Outbox outbox, LaneSender sender, BroadcasterOptions options, TimeProvider time, BroadcastLog messages)
    : IAsyncDisposable
{
    private const int MaxBackoff = 16;

    /// <summary>So many groups that fail end a try.</summary>
    private const int MaxFailures = 3;

    /// <summary>How often at most the log says how much is deferred.</summary>
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _nudge = new(0, 1);
    private readonly Lock _gate = new();

    // Only the loop uses it, and it is emptied whenever the outbox is.
    private readonly HashSet<SubmissionGroup> _failing = [];
    private Task _loop = Task.CompletedTask;
    private bool _running;
    private long? _said;

    /// <summary>Has the loop run; it ends by itself once nothing is deferred.</summary>
    public void EnsureRunning()
    {
        lock (_gate)
        {
            if (_running || _stop.IsCancellationRequested) return;
            _running = true;
            _loop = Task.Run(RunAsync);
        }
    }

    /// <summary>The transport is probably back: try now what is deferred.</summary>
    public void NudgeIfRunning()
    {
        if (!Volatile.Read(ref _running)) return;
        lock (_gate)
        {
            if (_nudge.CurrentCount == 0) _nudge.Release();
        }
    }

    /// <summary>Waits until nothing is deferred and nothing is being sent, or until cancelled.</summary>
    public async Task DrainAsync(CancellationToken cancel)
    {
        while (outbox.Count > 0)
        {
            EnsureRunning();
            NudgeIfRunning();
            await Task.Delay(options.OutboxRetryDelay, time, cancel).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task loop;
        lock (_gate) loop = _loop;
        await loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var backoff = 1;
        try
        {
            _failing.Clear();
            while (!HasEnded())
            {
                await WaitAsync(options.OutboxRetryDelay * backoff).ConfigureAwait(false);
                var sent = await TrySendAsync().ConfigureAwait(false);
                if (!sent) SayDepth();
                backoff = sent ? 1 : Math.Min(backoff * 2, MaxBackoff);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }

    /// <summary>Under the lock, so that an update that is deferred just now either is seen here or starts the loop anew.</summary>
    private bool HasEnded()
    {
        lock (_gate)
        {
            if (outbox.Deferred().Count > 0) return false;
            _running = false;
        }

        messages.OutboxEmpty();
        return true;
    }

    private async ValueTask WaitAsync(TimeSpan delay)
    {
        using var due = new CancellationTokenSource(delay, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(due.Token, _stop.Token);
        try
        {
            await _nudge.WaitAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            // Due, without a nudge.
        }
    }

    /// <summary>
    /// One after the other, in the order in which they were given; but groups that failed before go last, so that one whose server is gone does not
    /// hold up the others, and a few that fail end the try, since then the transport is gone rather than a group.
    /// </summary>
    private async ValueTask<bool> TrySendAsync()
    {
        var failures = new HashSet<SubmissionGroup>();
        foreach (var lane in outbox.Deferred().OrderBy(lane => _failing.Contains(lane.Key.Group)))
        {
            _stop.Token.ThrowIfCancellationRequested();
            var group = lane.Key.Group;
            if (failures.Contains(group) || !outbox.TryBegin(lane)) continue;
            if (await sender.SendAsync(lane, _stop.Token).ConfigureAwait(false)) _failing.Remove(group);
            else if (failures.Add(group) && failures.Count == MaxFailures) break;
        }

        _failing.UnionWith(failures);
        return failures.Count == 0;
    }

    private void SayDepth()
    {
        if (_said is { } said && time.GetElapsedTime(said) < SayEvery) return;
        var (submissions, longest) = outbox.Depth;
        if (submissions == 0) return;
        _said = time.GetTimestamp();
        messages.OutboxWaits(submissions, (int)longest.TotalSeconds);
    }
}
