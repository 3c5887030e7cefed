using LiveSubmissions.Log;
using LiveSubmissions.Telemetry;

namespace LiveSubmissions.Broadcasting;

/// <summary>
/// Holds the updates that are being sent or are deferred, with one lane for each submission in each group. If nobody sends a lane, its update is deferred:
/// it waits until the transport works again. The number of lanes is limited, and a lane keeps only its newest update. Each update that leaves the outbox
/// is either complete or is being sent.
/// </summary>
/// <param name="broadcaster">The broadcaster's random id, which is part of its operation ids.</param>
/// <param name="capacity">The most lanes.</param>
/// <param name="time">The time provider.</param>
internal sealed class Outbox(string broadcaster, int capacity, TimeProvider time)
{
    /// <summary>Why an update fails once the outbox is closed.</summary>
    public const string Stopped = "The broadcaster is stopped, so nothing would send the update later. Broadcast before the host is disposed.";

    private readonly Lock _gate = new();
    private readonly Dictionary<LaneKey, Lane> _lanes = [];
    private long _counter;
    private int _resting;
    private int _heldUp;
    private bool _closed;
    private bool _failedClosed;
    private Outage? _outage;
    private long _deferrals;
    private TaskCompletionSource? _emptied;

    /// <summary>How many submissions have an update that is being sent or deferred.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _lanes.Count;
        }
    }

    /// <summary>How many submissions wait until the transport works again, and how long the first of them has waited.</summary>
    public (int Submissions, TimeSpan Longest) Depth
    {
        get
        {
            lock (_gate)
            {
                return (_heldUp, _heldUp == 0 ? TimeSpan.Zero : time.GetElapsedTime(_lanes.Values.Min(lane => lane.DeferredSince) ?? time.GetTimestamp()));
            }
        }
    }

    public bool IsSending
    {
        get
        {
            lock (_gate) return _lanes.Count > _resting;
        }
    }

    /// <summary>How often an update was deferred, since the outbox was made.</summary>
    public long Deferrals => Interlocked.Read(ref _deferrals);

    /// <summary>The present outage; <see langword="null"/> if there is none. <see cref="EndOutage"/> ends it.</summary>
    public Outage? Outage
    {
        get
        {
            lock (_gate) return _outage;
        }
    }

    /// <summary>Adds an update, and gives it its operation id. The counters of these ids have the order in which the updates enter their lane.</summary>
    /// <param name="group">The group of the update.</param>
    /// <param name="update">The update.</param>
    /// <param name="message">The update's message.</param>
    /// <param name="broadcastAt">When the broadcaster was given the update: a timestamp of the time provider.</param>
    /// <param name="pending">The update as the outbox keeps it. If it will not be sent, it is already complete.</param>
    /// <returns>The lane, if the caller has to send it now; <see langword="null"/> if it is being sent already, or if the update will not be sent.</returns>
    public Lane? Add(SubmissionGroup group, SubmissionUpdate update, UpdateMessage message, long broadcastAt, out PendingUpdate pending)
    {
        var key = new LaneKey(group, update.SubmissionId);
        lock (_gate)
        {
            pending = new PendingUpdate(group, message.ToEntry(update, new OperationId(broadcaster, ++_counter), LiveSubmissionsTracing.Current), broadcastAt);
            if (_closed)
            {
                pending.TurnAway(BroadcastResult.Failed(Stopped));
                return null;
            }

            if (!_lanes.TryGetValue(key, out var lane))
            {
                if (_lanes.Count >= capacity)
                {
                    pending.TurnAway(BroadcastResult.Failed(
                        $"The outbox is full: it holds updates of {capacity} submissions. Raise Broadcaster.OutboxCapacity, or see why the transport does not take them."));
                    return null;
                }

                lane = new Lane(key) { IsSending = true };
                _lanes.Add(key, lane);
                PutNext(lane, pending);
                return lane;
            }

            PutNext(lane, pending);
            return Begin(lane) ? lane : null;
        }
    }

    /// <summary>Counts an update that the outbox did not accept.</summary>
    /// <returns>Whether it is the first such update of the outage, or since the outbox was closed.</returns>
    public bool CountFailure()
    {
        lock (_gate)
        {
            if (_closed) return !_failedClosed && (_failedClosed = true);
            var outage = _outage ?? new Outage { Since = time.GetTimestamp() };
            _outage = outage with { Failed = outage.Failed + 1 };
            return outage.Failed == 0;
        }
    }

    /// <summary>Takes the lane's next update. If there is none, it removes the lane and returns <see langword="null"/>.</summary>
    /// <param name="lane">The lane. The caller is its sender.</param>
    /// <param name="hasSent">Whether the update before this one was sent. The lane then no longer counts as waiting for the transport.</param>
    public PendingUpdate? TakeNext(Lane lane, bool hasSent)
    {
        lock (_gate)
        {
            if (hasSent) Free(lane);
            var next = lane.Next;
            lane.Next = null;
            if (next is null) Remove(lane);
            return next;
        }
    }

    /// <summary>Defers an update that could not be sent.</summary>
    public Deferral Defer(Lane lane, PendingUpdate update, string cause)
    {
        lock (_gate)
        {
            var result = _closed ? BroadcastResult.Failed($"{cause} {Stopped}") : BroadcastResult.Deferred(cause);
            var isFirst = CountDeferral(update, cause);
            PendingUpdate? refused = null;
            if (lane.Next is { } later)
            {
                var refusal = Decide(later, than: update);
                if (refusal == RefusalReason.None)
                {
                    // The newer update is sent at once. Until one is sent, the submission counts as waiting for the transport.
                    HoldUp(lane);
                    return new Deferral(result, Rests: false, isFirst, Refused: null);
                }

                // AlreadyKnown: both updates have the same state, so both get the same result.
                later.Complete(refusal == RefusalReason.AlreadyKnown ? result : Refusals.ToResult(refusal));
                if (refusal != RefusalReason.AlreadyKnown) refused = later;
                lane.Next = null;
            }

            if (_closed)
            {
                Remove(lane);
            }
            else
            {
                lane.Next = update;
                lane.IsSending = false;
                HoldUp(lane);
                _resting++;
                _deferrals++;
            }

            return new Deferral(result, Rests: true, isFirst, refused);
        }
    }

    /// <summary>The lanes with a deferred update, in the order in which the broadcaster was given these updates.</summary>
    public List<Lane> Deferred()
    {
        lock (_gate)
        {
            if (_resting == 0) return [];
            return [.. _lanes.Values.Where(lane => !lane.IsSending).OrderBy(lane => lane.Next!.Entry.Operation.Counter)];
        }
    }

    /// <summary>Makes the caller the sender of the lane. Returns false if the lane already has a sender or has been removed.</summary>
    public bool TryBegin(Lane lane)
    {
        lock (_gate) return lane.Next is not null && Begin(lane);
    }

    /// <summary>Whether the submission has an update that is being sent or deferred.</summary>
    public bool Contains(LaneKey key)
    {
        lock (_gate) return _lanes.ContainsKey(key);
    }

    /// <summary>Ends the outage if no submission waits for the transport any more and the outbox is not full.</summary>
    /// <returns>The outage that has ended; <see langword="null"/> if none has ended.</returns>
    public Outage? EndOutage()
    {
        lock (_gate)
        {
            if (_heldUp > 0 || _lanes.Count >= capacity) return null;
            var ended = _outage;
            _outage = null;
            return ended;
        }
    }

    /// <summary>Returns a task that ends when no update is being sent or deferred any more.</summary>
    public Task WhenEmpty()
    {
        lock (_gate)
        {
            if (_lanes.Count == 0) return Task.CompletedTask;
            _emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _emptied.Task;
        }
    }

    /// <summary>
    /// Closes the outbox: it accepts no more updates. Deferred updates are lost. Updates that are being sent are still sent, but are not kept if this fails.
    /// </summary>
    /// <returns>How many submissions have an update that is lost or may be lost.</returns>
    public int Close()
    {
        lock (_gate)
        {
            var lost = _lanes.Count;
            _closed = true;
            foreach (var lane in _lanes.Values.Where(lane => !lane.IsSending).ToList())
            {
                // A caller that still waits must get "failed"; "deferred" would be wrong, because the update is not sent later.
                lane.Next!.Complete(BroadcastResult.Failed(Stopped));
                lane.Next = null;
                Remove(lane);
            }

            _resting = 0;
            return lost;
        }
    }

    private static void PutNext(Lane lane, PendingUpdate update)
    {
        if (lane.Next is { } waiting)
        {
            switch (Decide(update, than: waiting))
            {
                case RefusalReason.None:
                    waiting.Complete(BroadcastResult.Refused("a newer update was given before this one was sent"));
                    break;
                case RefusalReason.AlreadyKnown:
                    // Both updates have the same state, so both get the same result. If the waiting update already has a result (deferred), its twin takes its
                    // place.
                    update.Twin = waiting.Result.IsCompleted ? waiting.Twin : waiting;
                    break;
                case var refusal:
                    update.TurnAway(Refusals.ToResult(refusal));
                    return;
            }
        }

        lane.Next = update;
    }

    /// <summary>Applies the order rules of the log. Both updates are from this broadcaster, so its counter decides if one of them has no revision.</summary>
    private static RefusalReason Decide(PendingUpdate update, PendingUpdate than) =>
        OrderRules.Decide(than.Entry, than.BroadcastAt, update.Entry, update.BroadcastAt);

    private bool Begin(Lane lane)
    {
        if (lane.IsSending) return false;
        _resting--;
        return lane.IsSending = true;
    }

    private bool CountDeferral(PendingUpdate update, string cause)
    {
        if (_closed) return CountFailure();
        var outage = _outage ?? new Outage { Since = time.GetTimestamp() };
        _outage = outage with { Deferred = outage.Deferred + (update.WasDeferred ? 0 : 1), Cause = cause };

        // An update that is deferred again after a retry does not count as the first one.
        var isFirst = outage.Deferred == 0 && !update.WasDeferred;
        update.WasDeferred = true;
        return isFirst;
    }

    private void HoldUp(Lane lane)
    {
        if (lane.DeferredSince is not null) return;
        lane.DeferredSince = time.GetTimestamp();
        _heldUp++;
    }

    private void Free(Lane lane)
    {
        if (lane.DeferredSince is null) return;
        lane.DeferredSince = null;
        _heldUp--;
    }

    private void Remove(Lane lane)
    {
        Free(lane);
        _lanes.Remove(lane.Key);
        if (_lanes.Count > 0) return;
        _emptied?.TrySetResult();
        _emptied = null;
    }
}
