using LiveSubmissions.Transport;

namespace LiveSubmissions.Feed;

/// <summary>The node's mirrors: made with the first cursor of a group, dropped some time after the last.</summary>
internal sealed class MirrorSet(ISubmissionTransport transport, LiveSubmissionsOptions options, TimeProvider time, FeedLog messages)
    : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SubmissionGroup, MirrorSlot> _slots = [];
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
                slot = new MirrorSlot(new Mirror(group, transport, options, time, messages) { CursorLeft = () => Release(group) }, transport, time);
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
            mirrors.RemoveAll(static mirror => !mirror.GoOnWithHeartbeats());
            if (mirrors.Count == 0) return;
            await Task.Delay(options.Feed.HeartbeatInterval / (2 * Mirror.HeartbeatParts), time, cancel).ConfigureAwait(false);
        }
    }

    public async Task DropUnfollowedAsync()
    {
        List<MirrorSlot> unfollowed;
        lock (_gate)
        {
            unfollowed = [.. _slots.Values.Where(slot => slot.Cursors == 0 && time.GetElapsedTime(slot.LeftAt) >= options.Feed.MirrorLinger)];
            foreach (var slot in unfollowed) _slots.Remove(slot.Mirror.Group);
        }

        await DisposeAsync(unfollowed).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        List<MirrorSlot> all;
        lock (_gate)
        {
            _disposed = true;
            all = [.. _slots.Values];
            _slots.Clear();
        }

        await DisposeAsync(all).ConfigureAwait(false);
    }

    /// <summary>All at once: a server that does not answer must not make each wait for the one before.</summary>
    private static Task DisposeAsync(List<MirrorSlot> slots) => Task.WhenAll(slots.Select(slot => slot.DisposeAsync().AsTask()));

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
