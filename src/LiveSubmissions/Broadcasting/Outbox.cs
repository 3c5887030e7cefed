using LiveSubmissions.Log;

namespace LiveSubmissions.Broadcasting;

/// <summary>
/// The updates on their way, a lane for each submission. In a lane that is not being sent an update is deferred: it waits for the transport to come
/// back. Bounded by the number of submissions; each keeps its newest update only.
/// </summary>
internal sealed class Outbox(int capacity, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LaneKey, Lane> _lanes = [];

    /// <summary>How many submissions have an update on its way or deferred.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _lanes.Count;
        }
    }

    /// <summary>How many submissions wait for the transport to come back, and for how long the first of them has.</summary>
    public (int Submissions, TimeSpan Longest) Depth
    {
        get
        {
            lock (_gate)
            {
                var since = _lanes.Values.Where(lane => lane.DeferredSince is not null).Select(lane => lane.DeferredSince!.Value).ToList();
                return (since.Count, since.Count == 0 ? TimeSpan.Zero : time.GetElapsedTime(since.Min()));
            }
        }
    }

    public bool IsSending
    {
        get
        {
            lock (_gate) return _lanes.Values.Any(lane => lane.IsSending);
        }
    }

    /// <summary>Takes an update in.</summary>
    /// <param name="key">Its lane.</param>
    /// <param name="given">What <paramref name="make"/> needs.</param>
    /// <param name="make">Makes the update; called under the outbox's lock, so that operations are counted in the order of the lanes.</param>
    /// <param name="pending">The update; complete already if it is not to be sent.</param>
    /// <returns>The lane, if the caller is to send it now; nothing if somebody does already.</returns>
    public Lane? Add<TGiven>(LaneKey key, TGiven given, Func<TGiven, PendingUpdate> make, out PendingUpdate pending)
    {
        lock (_gate)
        {
            pending = make(given);
            if (!_lanes.TryGetValue(key, out var lane))
            {
                if (_lanes.Count >= capacity)
                {
                    pending.Complete(BroadcastResult.Failed(
                        $"The outbox is full: it holds updates of {capacity} submissions. Raise Broadcaster.OutboxCapacity, or see why the transport does not take them."));
                    return null;
                }

                lane = new Lane(key);
                _lanes.Add(key, lane);
            }

            PutNext(lane, pending);
            if (lane.IsSending) return null;
            lane.IsSending = true;
            return lane;
        }
    }

    /// <summary>The lane's next update to send; nothing, and the lane is gone, if there is none.</summary>
    public PendingUpdate? TakeNext(Lane lane)
    {
        lock (_gate)
        {
            var next = lane.Next;
            lane.Next = null;
            if (next is null) _lanes.Remove(lane.Key);
            return next;
        }
    }

    /// <summary>An update could not be sent.</summary>
    /// <returns>Whether the lane rests, with the update deferred; false if a newer one, still to be tried, has taken its place.</returns>
    public bool Defer(Lane lane, PendingUpdate update)
    {
        lock (_gate)
        {
            if (lane.Next is not null && !IsOlder(lane.Next, update)) return false;
            lane.Next = update;
            lane.IsSending = false;
            lane.DeferredSince ??= time.GetTimestamp();
            return true;
        }
    }

    /// <summary>Defers updates that the log accepted before, unless their submissions have newer ones on the way or there is no room.</summary>
    public void DeferAgain(List<(LaneKey Key, PendingUpdate Update)> updates)
    {
        lock (_gate)
        {
            foreach (var (key, update) in updates)
            {
                if (_lanes.Count >= capacity) return;
                if (!_lanes.ContainsKey(key)) _lanes.Add(key, new Lane(key) { Next = update.Again() });
            }
        }
    }

    /// <summary>The lanes with a deferred update, in the order in which those were given.</summary>
    public List<Lane> Deferred()
    {
        lock (_gate)
        {
            return [.. _lanes.Values
                .Where(lane => lane is { IsSending: false, Next: not null })
                .OrderBy(lane => lane.Next!.Entry.Operation.Counter)];
        }
    }

    /// <summary>Makes the caller the lane's sender, unless it has one or is gone.</summary>
    public bool TryBegin(Lane lane)
    {
        lock (_gate)
        {
            if (lane.IsSending || lane.Next is null) return false;
            return lane.IsSending = true;
        }
    }

    private static void PutNext(Lane lane, PendingUpdate update)
    {
        if (lane.Next is { } waiting)
        {
            if (IsOlder(update, waiting))
            {
                update.Complete(BroadcastResult.Refused("older revision"));
                return;
            }

            waiting.Complete(BroadcastResult.Refused("a newer update was given before this one was sent"));
        }

        lane.Next = update;
    }

    /// <summary>By the log's own rules; one broadcaster's counter decides where revisions do not.</summary>
    private static bool IsOlder(PendingUpdate update, PendingUpdate than) =>
        OrderRules.Decide(than.Entry, than.GivenAt, update.Entry, update.GivenAt) != RefusalReason.None;
}
