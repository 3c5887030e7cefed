using LiveSubmissions.Transport;

namespace LiveSubmissions.Feed;

/// <summary>The node's mirrors: made with the first cursor of a group, dropped some time after the last; one of an empty log, with the last.</summary>
internal sealed class MirrorSet(ISubmissionTransport transport, LiveSubmissionsOptions options, TimeProvider time, FeedLog messages)
    : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SubmissionGroup, MirrorSlot> _slots = [];

    /// <summary>Those of the slots that have no cursor any more, in the order in which their last one left.</summary>
    private readonly LinkedList<MirrorSlot> _lingering = [];

    /// <summary>What is no slot any more, and has not ended yet.</summary>
    private readonly Dictionary<MirrorSlot, Task> _ending = [];
    private bool _disposed;

    /// <summary>The mirror of a group that somebody follows or followed lately; nothing if it is not attached.</summary>
    public Mirror? Find(SubmissionGroup group)
    {
        lock (_gate) return _slots.GetValueOrDefault(group) is { IsAttached: true } slot ? slot.Mirror : null;
    }

    /// <summary>The attached mirrors.</summary>
    public List<Mirror> Attached()
    {
        lock (_gate) return [.. _slots.Values.Where(slot => slot.IsAttached).Select(slot => slot.Mirror)];
    }

    /// <summary>The mirror of a group, attached; one more cursor counts on it.</summary>
    /// <exception cref="TooManyGroupsException">The group is followed by nobody yet, and the node follows as many as it may.</exception>
    public async ValueTask<Mirror> AcquireAsync(SubmissionGroup group, CancellationToken cancellationToken)
    {
        MirrorSlot? slot;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_slots.TryGetValue(group, out slot)) MakeRoom();
            if (slot is null or { HasFailed: true }) slot = _slots[group] = NewSlot(group);
            if (slot.Lingering is { } lingering) _lingering.Remove(lingering);
            slot.Lingering = null;
            slot.Cursors++;
        }

        try
        {
            await slot.AttachAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            return slot.Mirror;
        }
        catch
        {
            Release(slot);
            throw;
        }
    }

    /// <summary>A cursor has left.</summary>
    public void Release(SubmissionGroup group)
    {
        MirrorSlot? slot;
        lock (_gate) slot = _slots.GetValueOrDefault(group);
        if (slot is not null) Release(slot);
    }

    /// <summary>
    /// Gives every cursor that asked for them a heartbeat. Of a large group's a part at a time, a hundred at most, spread over half of the interval: an update
    /// must not wait behind thousands of heartbeats, nor a server hold thousands at once.
    /// </summary>
    public async Task HeartbeatAsync(CancellationToken cancellationToken)
    {
        var mirrors = Attached();
        foreach (var mirror in mirrors) mirror.BeginHeartbeats();
        while (true)
        {
            mirrors.RemoveAll(mirror => !GoOnWithHeartbeats(mirror));
            if (mirrors.Count == 0) return;
            await Task.Delay(options.Feed.HeartbeatInterval / (2 * Mirror.HeartbeatParts), time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Has cursors told where a log that does not answer leaves their mirror unsure: nothing else says that time has run out.</summary>
    public Task SayWhetherVerifiedAsync(CancellationToken cancellationToken)
    {
        foreach (var mirror in Attached()) mirror.SayWhetherVerified();
        return Task.CompletedTask;
    }

    /// <summary>Ends the mirrors that nobody has followed for a while, and those that were still being attached when their last cursor left, if they turned out empty.</summary>
    public void DropUnfollowed()
    {
        lock (_gate)
        {
            foreach (var slot in _lingering.ToList())
            {
                if (!IsWorthKeeping(slot) || time.GetElapsedTime(slot.LeftAt) >= options.Feed.MirrorLinger) Drop(slot);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] ends;
        lock (_gate)
        {
            _disposed = true;

            // All at once: a server that does not answer must not make each wait for the one before.
            foreach (var slot in _slots.Values.ToList()) Drop(slot);
            ends = [.. _ending.Values];
        }

        await Task.WhenAll(ends).ConfigureAwait(false);
    }

    private MirrorSlot NewSlot(SubmissionGroup group) =>
        new(new Mirror(group, transport, options, time, messages) { CursorLeft = () => Release(group) }, transport, time, messages);

    /// <summary>For one more group. What nobody follows any more goes first, so that whoever comes and leaves takes no place from anybody.</summary>
    private void MakeRoom()
    {
        var limit = options.Feed.MaxFollowedGroups;
        if (_slots.Count < limit) return;
        if (_lingering.First is not { } oldest)
        {
            var refusal = new TooManyGroupsException(limit);
            messages.TooManyGroups(refusal);
            throw refusal;
        }

        Drop(oldest.Value);
    }

    /// <summary>Ends a mirror. Nobody waits for it: one that does not end must not hold up the look at the others.</summary>
    private void Drop(MirrorSlot slot)
    {
        _slots.Remove(slot.Mirror.Group);
        if (slot.Lingering is { } lingering) _lingering.Remove(lingering);
        _ending[slot] = Task.Run(() => EndAsync(slot));
    }

    /// <summary>A slot's end throws nothing.</summary>
    private async Task EndAsync(MirrorSlot slot)
    {
        await slot.DisposeAsync().ConfigureAwait(false);
        lock (_gate) _ending.Remove(slot);
    }

    /// <summary>A group whose heartbeats fail must not keep the others from theirs.</summary>
    private bool GoOnWithHeartbeats(Mirror mirror)
    {
        try
        {
            return mirror.GoOnWithHeartbeats();
        }
        catch (Exception exception)
        {
            messages.Failed("heartbeats", exception);
            return false;
        }
    }

    private void Release(MirrorSlot slot)
    {
        lock (_gate)
        {
            slot.Cursors--;
            slot.LeftAt = time.GetTimestamp();
            if (slot.Cursors > 0 || _slots.GetValueOrDefault(slot.Mirror.Group) != slot) return;
            if (IsWorthKeeping(slot)) slot.Lingering = _lingering.AddLast(slot);
            else Drop(slot);
        }
    }

    /// <summary>
    /// To attach to an empty log again costs next to nothing, and anybody can ask for one: ids need not exist. A log that takes longer to read than its clients
    /// wait is read on, so that one of them finds it when it comes again.
    /// </summary>
    private static bool IsWorthKeeping(MirrorSlot slot) => !slot.HasFailed && !(slot.IsAttached && slot.Mirror.IsEmpty);
}

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
                ? SubmissionTransportException.NoAnswer(transport.Description, AttachDeadline, exception)
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
