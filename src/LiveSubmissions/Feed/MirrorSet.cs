using LiveSubmissions.Transport;

namespace LiveSubmissions.Feed;

/// <summary>The node's mirrors: made with the first cursor of a group, dropped some time after the last.</summary>
internal sealed class MirrorSet(ISubmissionTransport transport, LiveSubmissionsOptions options, TimeProvider time, FeedLog messages)
    : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SubmissionGroup, MirrorSlot> _slots = [];
    private Task _ends = Task.CompletedTask;
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
    public async ValueTask<Mirror> AcquireAsync(SubmissionGroup group, CancellationToken cancel)
    {
        MirrorSlot? slot;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_slots.TryGetValue(group, out slot) || slot.HasFailed)
            {
                slot = new MirrorSlot(new Mirror(group, transport, options, time, messages) { CursorLeft = () => Release(group) }, transport, time, messages);
                _slots[group] = slot;
            }

            slot.Cursors++;
        }

        try
        {
            await slot.AttachAsync().WaitAsync(cancel).ConfigureAwait(false);
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
    public async Task HeartbeatAsync(CancellationToken cancel)
    {
        var mirrors = Attached();
        foreach (var mirror in mirrors) mirror.BeginHeartbeats();
        while (true)
        {
            mirrors.RemoveAll(mirror => !GoOnWithHeartbeats(mirror));
            if (mirrors.Count == 0) return;
            await Task.Delay(options.Feed.HeartbeatInterval / (2 * Mirror.HeartbeatParts), time, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Has cursors told where a log that does not answer leaves their mirror unsure: nothing else says that time has run out.</summary>
    public Task SayWhetherVerifiedAsync(CancellationToken cancel)
    {
        foreach (var mirror in Attached()) mirror.SayWhetherVerified();
        return Task.CompletedTask;
    }

    /// <summary>Ends the mirrors that nobody has followed for a while. Nobody waits for it: one that does not end must not hold up the look at the others.</summary>
    public void DropUnfollowed()
    {
        lock (_gate)
        {
            List<MirrorSlot> unfollowed = [.. _slots.Values.Where(slot => slot.Cursors == 0 && time.GetElapsedTime(slot.LeftAt) >= options.Feed.MirrorLinger)];
            if (unfollowed.Count == 0) return;
            foreach (var slot in unfollowed) _slots.Remove(slot.Mirror.Group);
            _ends = Task.WhenAll(_ends, Task.Run(() => EndAsync(unfollowed)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<MirrorSlot> all;
        Task ends;
        lock (_gate)
        {
            _disposed = true;
            all = [.. _slots.Values];
            ends = _ends;
            _slots.Clear();
        }

        await EndAsync(all).ConfigureAwait(false);
        await ends.ConfigureAwait(false);
    }

    /// <summary>All at once: a server that does not answer must not make each wait for the one before. A slot's end throws nothing.</summary>
    private static Task EndAsync(List<MirrorSlot> slots) => Task.WhenAll(slots.Select(slot => slot.DisposeAsync().AsTask()));

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
            if (slot.HasFailed && _slots.GetValueOrDefault(slot.Mirror.Group) == slot) _slots.Remove(slot.Mirror.Group);
        }
    }
}
