using LiveSubmissions.Log;
using LiveSubmissions.Telemetry;

namespace LiveSubmissions.Broadcasting;

/// <summary>
/// The updates on their way, a lane for each submission. In a lane that is not being sent an update is deferred: it waits for the transport to come
/// back. Bounded by the number of submissions; each keeps its newest update only. Every update that leaves it is completed, or is in its sender's hands.
/// </summary>
/// <param name="broadcaster">The broadcaster's random id, for its operations.</param>
/// <param name="capacity">The most submissions.</param>
/// <param name="time">The clock.</param>
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
    private volatile bool _isPumped;

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

    /// <summary>Whether the pump runs: something is deferred, or has to be sent again or reported. The pump sets it.</summary>
    public bool IsPumped
    {
        get => _isPumped;
        set => _isPumped = value;
    }

    /// <summary>How often an update was deferred.</summary>
    public long Deferrals => Interlocked.Read(ref _deferrals);

    /// <summary>The outage that goes on, if one does: see <see cref="EndOutage"/>.</summary>
    public Outage? Outage
    {
        get
        {
            lock (_gate) return _outage;
        }
    }

    /// <summary>Takes an update in, and gives it its operation id. Ids count in the order in which the updates of a submission enter their lane.</summary>
    /// <param name="group">The group that it goes to.</param>
    /// <param name="update">The update.</param>
    /// <param name="message">What is sent of it.</param>
    /// <param name="givenAt">When the broadcaster was given it: a timestamp of the time provider.</param>
    /// <param name="pending">The update as the outbox keeps it; complete already if it is not to be sent.</param>
    /// <returns>The lane, if the caller has to send it now; <see langword="null"/> if somebody does so already.</returns>
    public Lane? Add(SubmissionGroup group, SubmissionUpdate update, UpdateMessage message, long givenAt, out PendingUpdate pending)
    {
        var key = new LaneKey(group, update.SubmissionId);
        lock (_gate)
        {
            pending = new PendingUpdate(group, message.ToEntry(update, new OperationId(broadcaster, ++_counter), LiveSubmissionsTracing.Current), givenAt);
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

    /// <summary>An update was not taken in.</summary>
    /// <returns>Whether it is the first: of an outage, or since the outbox was closed.</returns>
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

    /// <summary>The lane's next update to send; nothing, and the lane is gone, if there is none.</summary>
    /// <param name="lane">The lane; the caller sends it.</param>
    /// <param name="hasSent">Whether the one before it was sent: then the lane is not held up any more.</param>
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

    /// <summary>An update could not be sent.</summary>
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
                    // The newer one is tried at once; until one is sent, the submission is held up.
                    HoldUp(lane);
                    return new Deferral(result, Rests: false, isFirst, Refused: null);
                }

                // The same state once more: what becomes of the one becomes of the other.
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

    /// <summary>The lanes with a deferred update, in the order in which those were given.</summary>
    public List<Lane> Deferred()
    {
        lock (_gate)
        {
            if (_resting == 0) return [];
            return [.. _lanes.Values.Where(lane => !lane.IsSending).OrderBy(lane => lane.Next!.Entry.Operation.Counter)];
        }
    }

    /// <summary>Makes the caller the lane's sender, unless it has one or is gone.</summary>
    public bool TryBegin(Lane lane)
    {
        lock (_gate) return lane.Next is not null && Begin(lane);
    }

    /// <summary>Whether the submission has an update on its way or deferred.</summary>
    public bool Contains(LaneKey key)
    {
        lock (_gate) return _lanes.ContainsKey(key);
    }

    /// <summary>Ends the outage if every submission that was held up has been sent, and there is room for others.</summary>
    /// <returns>What happened in it; nothing if none has ended.</returns>
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

    /// <summary>Ends once no update is on its way or deferred.</summary>
    public Task WhenEmpty()
    {
        lock (_gate)
        {
            if (_lanes.Count == 0) return Task.CompletedTask;
            _emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _emptied.Task;
        }
    }

    /// <summary>Takes nothing in any more. What is deferred is lost; what is being sent goes on, and is not kept if it fails.</summary>
    /// <returns>How many submissions' updates are lost, or may be.</returns>
    public int Close()
    {
        lock (_gate)
        {
            var lost = _lanes.Count;
            _closed = true;
            foreach (var lane in _lanes.Values.Where(lane => !lane.IsSending).ToList())
            {
                // Who was not told yet that it is deferred must not be told so now.
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
                    // The same state once more: what becomes of the one becomes of the other. One that was deferred was told so.
                    update.Twin = waiting.Result.IsCompleted ? waiting.Twin : waiting;
                    break;
                case var refusal:
                    update.TurnAway(Refusals.ToResult(refusal));
                    return;
            }
        }

        lane.Next = update;
    }

    /// <summary>By the log's own rules; one broadcaster's counter decides where revisions do not.</summary>
    private static RefusalReason Decide(PendingUpdate update, PendingUpdate than) =>
        OrderRules.Decide(than.Entry, than.GivenAt, update.Entry, update.GivenAt);

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

        // Not when what was deferred before is tried again.
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
