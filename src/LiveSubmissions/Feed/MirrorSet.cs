using LiveSubmissions.Transport;

namespace LiveSubmissions.Feed;

/// <summary>
/// The node's mirrors. A mirror is made for the first cursor of a group, and dropped some time after the last cursor has left
/// (<see cref="FeedOptions.MirrorLinger"/>). The mirror of an empty log is dropped as soon as the last cursor leaves.
/// </summary>
internal sealed class MirrorSet(ISubmissionTransport transport, LiveSubmissionsOptions options, TimeProvider time, FeedLog messages)
    : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SubmissionGroup, MirrorSlot> _slots = [];

    /// <summary>The slots that have no cursor any more, in the order in which their last cursors left.</summary>
    private readonly LinkedList<MirrorSlot> _lingering = [];

    /// <summary>The slots that were dropped and have not ended yet.</summary>
    private readonly Dictionary<MirrorSlot, Task> _ending = [];
    private bool _disposed;

    /// <summary>The mirror of a group that is followed or was followed lately; <see langword="null"/> if there is none, or if it is not attached.</summary>
    public Mirror? Find(SubmissionGroup group)
    {
        lock (_gate) return _slots.GetValueOrDefault(group) is { IsAttached: true } slot ? slot.Mirror : null;
    }

    /// <summary>The attached mirrors.</summary>
    public List<Mirror> Attached()
    {
        lock (_gate) return [.. _slots.Values.Where(slot => slot.IsAttached).Select(slot => slot.Mirror)];
    }

    /// <summary>The mirror of a group. Attaches it if necessary, and counts one more cursor for it.</summary>
    /// <exception cref="TooManyGroupsException">The node has no mirror of the group yet, and already follows as many groups as it may.</exception>
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

    /// <summary>Counts one cursor less for a group.</summary>
    public void Release(SubmissionGroup group)
    {
        MirrorSlot? slot;
        lock (_gate) slot = _slots.GetValueOrDefault(group);
        if (slot is not null) Release(slot);
    }

    /// <summary>
    /// Gives a heartbeat to every cursor that asked for heartbeats. In a large group they go out in parts, a hundred at most, spread over half of the heartbeat
    /// interval. So an update does not wait behind thousands of heartbeats, and the server does not hold thousands of them at once.
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

    /// <summary>
    /// Tells the cursors of mirrors whose verification has expired, for instance because the log does not answer. Nothing else notices that the time has
    /// passed.
    /// </summary>
    public Task SayWhetherVerifiedAsync(CancellationToken cancellationToken)
    {
        foreach (var mirror in Attached()) mirror.SayWhetherVerified();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Drops the mirrors that nobody has followed for <see cref="FeedOptions.MirrorLinger"/>. A mirror that was still attaching when its last cursor left is
    /// dropped without that delay, if attaching failed or if its log is empty.
    /// </summary>
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

            // All mirrors end at the same time. If a server does not answer, one mirror must not wait for the other.
            foreach (var slot in _slots.Values.ToList()) Drop(slot);
            ends = [.. _ending.Values];
        }

        await Task.WhenAll(ends).ConfigureAwait(false);
    }

    private MirrorSlot NewSlot(SubmissionGroup group) =>
        new(new Mirror(group, transport, options, time, messages) { CursorLeft = () => Release(group) }, transport, time, messages);

    /// <summary>
    /// Makes room for one more group. If the limit is reached, the mirror that has been without a cursor for the longest time is dropped. So clients that come
    /// and leave do not use up the places of others.
    /// </summary>
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

    /// <summary>Removes a mirror and ends it. Nothing waits for the end: a mirror that does not end must not delay the check of the others.</summary>
    private void Drop(MirrorSlot slot)
    {
        _slots.Remove(slot.Mirror.Group);
        if (slot.Lingering is { } lingering) _lingering.Remove(lingering);
        _ending[slot] = Task.Run(() => EndAsync(slot));
    }

    /// <summary>Ends a slot. It throws nothing, because the slot's end throws nothing.</summary>
    private async Task EndAsync(MirrorSlot slot)
    {
        await slot.DisposeAsync().ConfigureAwait(false);
        lock (_gate) _ending.Remove(slot);
    }

    /// <summary>If the heartbeats of one group fail, the other groups still get theirs.</summary>
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
    /// Whether a mirror is kept after its last cursor has left. The mirror of an empty log is not kept: attaching again costs almost nothing, and anybody can
    /// ask for ids that do not exist. A mirror that is still attaching is kept: if reading its log takes longer than its clients wait, the read goes on, and a
    /// client that comes again finds the mirror.
    /// </summary>
    private static bool IsWorthKeeping(MirrorSlot slot) => !slot.HasFailed && !(slot.IsAttached && slot.Mirror.IsEmpty);
}

/// <summary>A mirror, its subscription at the transport, and the number of its cursors.</summary>
internal sealed class MirrorSlot(Mirror mirror, ISubmissionTransport transport, TimeProvider time, FeedLog messages) : IAsyncDisposable
{
    private static readonly TimeSpan AttachDeadline = TimeSpan.FromSeconds(10);

    /// <summary>How long the end of each part may take. If a transport does not answer, the end of its mirror must not delay other work for longer.</summary>
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();

    // Many callers may wait for this. If one of them blocks its thread when it continues, the others must not wait for it.
    private readonly TaskCompletionSource _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IAsyncDisposable? _listening;
    private bool _attaching;

    public Mirror Mirror => mirror;

    /// <summary>How many cursors the mirror has. The mirror set guards it.</summary>
    public int Cursors { get; set; }

    /// <summary>When the last cursor left. The mirror set guards it.</summary>
    public long LeftAt { get; set; }

    /// <summary>The slot's node in the list of slots without a cursor; <see langword="null"/> while it has cursors. The mirror set guards it.</summary>
    public LinkedListNode<MirrorSlot>? Lingering { get; set; }

    public bool IsAttached => _attached.Task.IsCompletedSuccessfully;

    public bool HasFailed => _attached.Task is { IsCompleted: true, IsCompletedSuccessfully: false };

    /// <summary>Attaches once, however many callers wait for it. It first listens and then reads the log, so that no entry is missed between the two.</summary>
    public Task AttachAsync()
    {
        lock (_gate)
        {
            if (!_attaching) _ = Task.Run(AttachOnceAsync);
            _attaching = true;
            return _attached.Task;
        }
    }

    /// <summary>Ends the mirror and its subscription. It throws nothing: failures are logged.</summary>
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

    /// <summary>Ends one part. If that fails or takes too long, the failure is logged, and the other parts still end.</summary>
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
