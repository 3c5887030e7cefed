using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Feed;

/// <summary>
/// A node's mirror of one group's log, and the cursors that read it. A notification is only noted when it comes. A pass then puts all noted entries into the
/// mirror and serves every cursor that waits. One pass runs at a time.
/// </summary>
internal sealed class Mirror : ITransportListener, IThreadPoolWorkItem
{
    /// <summary>The largest number of parts in which the heartbeats of a group go out.</summary>
    public const int HeartbeatParts = 100;

    /// <summary>The smallest number of heartbeats in one part, if so many are left.</summary>
    private const int LeastHeartbeats = 256;

    private readonly Lock _gate = new();
    private readonly MirrorLog _log;
    private readonly MirrorInbox _inbox = new();
    private readonly CursorReader _reader;
    private readonly ParkedCursors _parked = new();
    private readonly FeedLog _messages;

    // Only a pass uses these fields, and one pass runs at a time.
    private readonly List<LogEntry> _put = [];
    private readonly ServedCursors _served;
    private int _passesSeen;
    private (FeedPosition Position, int Generation, bool IsVerified)? _servedTo;

    private int _heartbeatRound;
    private bool _heartbeatsDue;
    private int _heartbeatPartsLeft;
    private bool _stopped;
    private int _passes;

    public Mirror(SubmissionGroup group, ISubmissionTransport transport, LiveSubmissionsOptions options, TimeProvider time, FeedLog messages)
    {
        Group = group;
        _messages = messages;
        _log = new MirrorLog(options.Retention.MaxSubmissions);
        _reader = new CursorReader(_log, options.Feed.MaxBatchBytes);
        _served = new ServedCursors(_gate, _reader, _parked, exception => _messages.Failed("pass", exception), EndPass);
        Repair = new MirrorRepair(this, transport, options.Feed, time, messages);
    }

    public SubmissionGroup Group { get; }

    public MirrorRepair Repair { get; }

    /// <summary>Whether the mirror was found equal to the log within the re-check interval, and the log holds no record that cannot be read.</summary>
    public bool IsVerified => Repair.Freshness.IsVerified && Locked(static log => log.Unreadable.Count == 0);

    /// <summary>Whether the log holds no record.</summary>
    public bool IsEmpty => Locked(static log => log.IsEmpty);

    /// <summary>What is wrong with the log itself, in words; <see langword="null"/> if nothing is. Reading the log again does not help.</summary>
    public string? Damage
    {
        get
        {
            if (Repair.EndFailure is { } failure) return failure.Message;
            lock (_gate)
            {
                return _log.Unreadable.MinBy(record => record.Sequence) is { } record
                    ? $"The log's record of submission {record.Submission} cannot be read: {record.Cause} Broadcast that submission's state again, which replaces it."
                    : null;
            }
        }
    }

    /// <summary>Whether neither a pass nor a read of the log is running or due.</summary>
    public bool IsAtRest => Volatile.Read(ref _passes) == 0 && !Repair.IsRunning;

    /// <summary>Called each time a cursor leaves.</summary>
    public Action? CursorLeft { get; init; }

    public FeedPosition Position => Locked(static log => log.Position);

    /// <summary>Reads or changes the mirror's log under the lock, so that no pass does so at the same time.</summary>
    public T Locked<T>(Func<MirrorLog, T> action)
    {
        lock (_gate) return action(_log);
    }

    /// <summary>Notes that the log was found to end where the mirror ended.</summary>
    public void Confirm(FeedPosition end)
    {
        lock (_gate) _log.Confirm(end);
    }

    /// <summary>Whether a position has another epoch than the mirror, or is past the mirror's end. Then the log may know more than the mirror.</summary>
    public bool IsForeign(FeedPosition position)
    {
        lock (_gate) return _reader.IsForeign(position);
    }

    public FeedCursor Attach(FeedCursorOptions options)
    {
        if (options.Since is not null) _messages.CaughtUp();
        SayWhetherVerified();
        lock (_gate)
        {
            // The pass that SayWhetherVerified scheduled tells the other cursors. This cursor starts with the current value.
            _reader.IsVerified = IsVerified;
            return new FeedCursor(this, options, _reader.StartOf(options.Since))
            {
                BelievesVerified = _reader.IsVerified ? true : null,
                PutsAtEnd = _log.Puts,
                HeartbeatRound = _heartbeatRound,
                Generation = _log.Generation,
            };
        }
    }

    /// <summary>Reads the cursor's next batch; <see langword="null"/> if it has read everything.</summary>
    public FeedBatch? Read(FeedCursor cursor)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(cursor.HasLeft || _stopped, cursor);
            var batch = _reader.Next(cursor);
            if (batch is not null) SayDelivered(batch.Reason);
            return batch;
        }
    }

    /// <summary>Reads the cursor's next batch. If there is none, parks the cursor and returns <see langword="null"/>.</summary>
    public FeedBatch? ReadOrPark(FeedCursor cursor)
    {
        lock (_gate)
        {
            if (Read(cursor) is { } batch) return batch;
            _parked.Add(cursor);
            return null;
        }
    }

    public bool TryUnpark(FeedCursor cursor)
    {
        lock (_gate) return _parked.Remove(cursor);
    }

    public void Leave(FeedCursor cursor)
    {
        bool waited;
        lock (_gate)
        {
            if (cursor.HasLeft) return;
            cursor.HasLeft = true;
            waited = _parked.Remove(cursor);
        }

        if (waited) cursor.EndReadDisposed();
        CursorLeft?.Invoke();
    }

    public bool OnAppended(TransportNotification notification)
    {
        // If the transport could not end the listening, notifications still come, but nobody reads this mirror any more.
        if (Volatile.Read(ref _stopped)) return false;
        if (EntryLimits.Wrong(notification.Entry) is { } wrong)
        {
            _messages.Refused(Group, wrong);
            lock (_gate) _inbox.Need(MirrorStep.ReadOn);
        }
        else
        {
            lock (_gate) _inbox.Add(notification);
        }

        return MakesPassDue();
    }

    public void OnMissed()
    {
        _messages.Refused(Group, "The message is not a notification.");
        Need(MirrorStep.ReadOn);
    }

    public void OnInterrupted() => Doubt();

    public void OnRestored()
    {
        Doubt();
        Need(MirrorStep.Compare);
    }

    /// <summary>Makes the mirror unverified, and tells the cursors at once.</summary>
    public void Doubt()
    {
        Repair.Freshness.Forget();
        SayWhetherVerified();
    }

    /// <summary>
    /// If <see cref="IsVerified"/> has changed, schedules a pass that tells the cursors. It is called after everything that may change it, and regularly,
    /// because a verification also expires.
    /// </summary>
    public void SayWhetherVerified()
    {
        bool changed;
        lock (_gate) changed = IsVerified != _reader.IsVerified;
        if (changed) Schedule();
    }

    /// <summary>Notes that the log has to be read as <paramref name="step"/> says, and schedules a pass that starts the read.</summary>
    public void Need(MirrorStep step)
    {
        lock (_gate) _inbox.Need(step);
        Schedule();
    }

    /// <summary>Begins a round in which every cursor that asked for heartbeats gets one. <see cref="GoOnWithHeartbeats"/> sends them.</summary>
    public void BeginHeartbeats()
    {
        lock (_gate)
        {
            _heartbeatRound++;
            _heartbeatPartsLeft = HeartbeatParts;
        }
    }

    /// <summary>Schedules a pass that sends the heartbeat to a part of the cursors that have not got it in this round.</summary>
    /// <returns>Whether cursors may be left after this part.</returns>
    public bool GoOnWithHeartbeats()
    {
        bool more;
        lock (_gate)
        {
            if (_heartbeatPartsLeft == 0) return false;
            _heartbeatsDue = true;
            more = _parked.Count > LeastHeartbeats;
        }

        Schedule();
        return more;
    }

    /// <summary>Ends every pending read, and every later one, with <see cref="ObjectDisposedException"/>.</summary>
    public void Stop()
    {
        lock (_gate) _stopped = true;
        Schedule();
    }

    /// <summary>Makes a pass run. If one is running, another one runs after it.</summary>
    public void Schedule()
    {
        if (MakesPassDue()) QueuePass();
    }

    void IThreadPoolWorkItem.Execute() => RunPass();

    /// <summary>
    /// Runs one pass. If many cursors wait, other threads help, and the thread that serves the last cursor ends the pass. The pass ends even if something
    /// throws: otherwise no pass of this group would ever run again.
    /// </summary>
    public void RunPass()
    {
        _passesSeen = Volatile.Read(ref _passes);
        try
        {
            lock (_gate)
            {
                // While the log is being read, notifications wait. Their entries are put after the entries that were read.
                if (!_stopped && !Repair.IsRunning && _inbox.Take(_log, _put) is var step and not MirrorStep.None) Repair.Start(step);
                ChooseServed();
            }

            foreach (var entry in _put) _messages.Received(Group, entry);
        }
        catch (Exception exception)
        {
            _messages.Failed("pass", exception);
        }

        _served.Serve();
    }

    private void EndPass()
    {
        try
        {
            foreach (var entry in _put) _messages.Written(Group, entry, _served.Count);
        }
        catch (Exception exception)
        {
            _messages.Failed("pass", exception);
        }

        _put.Clear();
        if (_served.HaveMore)
        {
            _servedTo = null;
            MakesPassDue();
        }

        _served.Clear();
        if (Interlocked.CompareExchange(ref _passes, 0, _passesSeen) != _passesSeen) QueuePass();
    }

    /// <summary>Makes a pass due. Returns whether none was due or running before; the caller then has to start it.</summary>
    private bool MakesPassDue() => Interlocked.Increment(ref _passes) == 1;

    private void QueuePass() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    private void ChooseServed()
    {
        var isVerified = IsVerified;
        var end = (_log.Position, _log.Generation, isVerified);
        _reader.IsVerified = isVerified;
        if (_servedTo == end && !_heartbeatsDue && !_stopped) return;
        _servedTo = end;
        var heartbeats = _heartbeatsDue ? Math.Max(LeastHeartbeats, (_parked.Count + HeartbeatParts - 1) / HeartbeatParts) : 0;
        var heartbeat = _heartbeatsDue ? new FeedBatch(FeedBatchKind.Heartbeat, _log.Position, verified: isVerified) : null;
        var heartbeatsLeft = false;
        _heartbeatsDue = false;

        // Backwards: removing a cursor moves the last one to its index, and that one has been visited already.
        for (var i = _parked.Count - 1; i >= 0; i--)
        {
            var cursor = _parked[i];
            FeedBatch? batch = null;
            try
            {
                if (!_stopped) batch = _reader.Next(cursor);
            }
            catch (Exception exception)
            {
                // Only this cursor cannot be served. Its client comes back with its position.
                _messages.Failed("pass", exception);
                _parked.Remove(cursor);
                _served.Add(cursor, exception);
                continue;
            }

            if (heartbeat is not null && cursor.Heartbeats && cursor.HeartbeatRound != _heartbeatRound)
            {
                if (batch is null && heartbeats-- > 0) (batch, cursor.HeartbeatRound) = (heartbeat, _heartbeatRound);
                else heartbeatsLeft = true;
            }

            if (batch is null && !_stopped) continue;
            _parked.Remove(cursor);
            _served.Add(cursor, batch);
            if (batch is { Reason: { } reason }) _messages.Resynced(reason);
        }

        if (heartbeat is not null) _heartbeatPartsLeft = heartbeatsLeft ? _heartbeatPartsLeft - 1 : 0;
        SayDelivered(null);
    }

    private void SayDelivered(ResyncReason? resync)
    {
        if (resync is { } reason) _messages.Resynced(reason);
        var (delivered, conflated) = _reader.TakeCounts();
        _messages.Delivered(delivered, conflated);
    }
}
