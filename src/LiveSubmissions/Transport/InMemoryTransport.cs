using System.Collections.Concurrent;
using LiveSubmissions.Log;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Transport;

/// <summary>Holds the logs in the memory of one process. They end with the process: after a restart there is a new epoch.</summary>
internal sealed class InMemoryTransport : ISubmissionTransport
{
    private readonly ConcurrentDictionary<SubmissionGroup, InMemoryGroup> _groups = new();
    private readonly LogClock _clock;
    private readonly RetentionOptions _retention;

    // All groups share one epoch until a group is fenced. So reading a group that nobody wrote to stores nothing.
    private readonly string _epoch = LogIdentity.CreateEpoch();

    /// <summary>All logs share one origin: they begin with the process, and a lost log is never replaced by another one while the process lives.</summary>
    private readonly string _origin;

    public InMemoryTransport(IOptions<LiveSubmissionsOptions> options, TimeProvider time)
    {
        _retention = options.Value.Retention;
        _clock = new LogClock(time);
        _origin = LogIdentity.CreateOrigin(_clock.Now);
    }

    /// <summary>Never raised: there is no connection that could be lost.</summary>
    public event Action? Restored
    {
        add { }
        remove { }
    }

    public string Name => "the in-memory log";

    public string Description => "the in-memory log of this process";

    public bool IsConfigured => true;

    /// <summary>How many groups are in memory.</summary>
    public int Groups => _groups.Count;

    public ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long broadcastAt, string? origin, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = _clock.Now;
        AppendResult? result;
        do result = GetOrAdd(group).Append(entry, now - _clock.AgeOf(broadcastAt), now, origin);
        while (result is null);
        return ValueTask.FromResult(result.Value);
    }

    public ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var page = _groups.TryGetValue(group, out var log)
            ? log.Read(after, limit)
            : new LogPage { Epoch = _epoch, Origin = _origin, Floor = 0, End = 0, Entries = [] };
        return ValueTask.FromResult(page);
    }

    public ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IAsyncDisposable? listening;
        do listening = GetOrAdd(group).Listen(listener);
        while (listening is null);
        return ValueTask.FromResult(listening);
    }

    public ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var ends = new LogEnd[groups.Count];
        for (var i = 0; i < ends.Length; i++)
        {
            ends[i] = new LogEnd(_groups.TryGetValue(groups[i], out var log) ? log.End : new FeedPosition(_epoch, 0));
        }

        return ValueTask.FromResult<IReadOnlyList<LogEnd>>(ends);
    }

    public ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (!GetOrAdd(group).Fence(epoch))
        {
            // The group was removed after GetOrAdd had returned it. The next GetOrAdd creates another one.
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Does nothing: within one process no log replaces a lost one.</summary>
    public ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private InMemoryGroup GetOrAdd(SubmissionGroup group) => _groups.GetOrAdd(group, static (group, self) => self.Make(group), this);

    private InMemoryGroup Make(SubmissionGroup group) =>
        new(_epoch, _origin, ReservedGroups.MaxEntriesOf(group, _retention), forgotten => _groups.TryRemove(new(group, forgotten)));
}

/// <summary>
/// One group's log and its listeners. If the log is still empty and was never fenced when the last listener leaves, the group is removed from the transport.
/// Anybody can listen to any group, and such groups must not fill the memory.
/// </summary>
/// <param name="made">The epoch of the log until it is fenced.</param>
/// <param name="origin">The origin of all logs of this transport.</param>
/// <param name="maxSubmissions">How many submissions the log keeps.</param>
/// <param name="forget">Removes the group from the transport. When the transport is asked for it again, it creates a new one.</param>
internal sealed class InMemoryGroup(string made, string origin, int maxSubmissions, Action<InMemoryGroup> forget)
{
    private readonly Lock _gate = new();
    private readonly CompactedLog _log = new();

    /// <summary>For each submission in the log: when its state was given to its broadcaster, by the log's clock.</summary>
    private readonly Dictionary<SubmissionId, long> _given = [];

    private string? _fenced;
    private Listening[] _listeners = [];
    private bool _forgotten;

    private string Epoch => _fenced ?? made;

    public FeedPosition End
    {
        get
        {
            lock (_gate) return new FeedPosition(Epoch, _log.End);
        }
    }

    /// <returns><see langword="null"/> if the group was removed. Ask the transport for it again.</returns>
    public AppendResult? Append(SubmissionEntry state, long given, long now, string? expected)
    {
        lock (_gate)
        {
            if (_forgotten) return null;
            if (expected is not null && expected != origin) return Result(_log.End, RefusalReason.OtherLog);
            if (_log.Find(state.Submission) is { } stored)
            {
                if (stored.State.Operation == state.Operation)
                {
                    return Result(stored.Sequence, RefusalReason.None);
                }

                var refusal = OrderRules.Decide(stored.State, _given[state.Submission], state, given);
                if (refusal != RefusalReason.None) return Result(refusal == RefusalReason.AlreadyKnown ? stored.Sequence : _log.End, refusal);
            }

            var predecessor = _log.End;
            var entry = new LogEntry(Math.Max(predecessor + 1, now), state);
            _log.Put(entry);
            _given[state.Submission] = given;
            while (_log.TrimOne(maxSubmissions) is { } trimmed) _given.Remove(trimmed.State.Submission);

            // Called under the lock, so that listeners are notified in the order of the entries. They only note the entry; their pass runs on a pool thread.
            foreach (var listening in _listeners) listening.Tell(new TransportNotification(Epoch, predecessor, entry));
            return Result(entry.Sequence, RefusalReason.None);
        }
    }

    public LogPage Read(FeedPosition after, int limit)
    {
        lock (_gate)
        {
            var entries = new List<LogEntry>();
            if (after.Epoch is null || after.Epoch == Epoch) _log.ReadAfter(after.Sequence, limit, int.MaxValue, entries);
            return new LogPage { Epoch = Epoch, Origin = origin, Floor = _log.Floor, End = _log.End, Entries = entries };
        }
    }

    /// <returns>False if the group was removed. Ask the transport for it again.</returns>
    public bool Fence(string seen)
    {
        lock (_gate)
        {
            if (_forgotten) return false;
            if (Epoch == seen) _fenced = LogIdentity.CreateEpoch();
            ForgetIfUseless();
            return true;
        }
    }

    /// <returns><see langword="null"/> if the group was removed. Ask the transport for it again.</returns>
    public IAsyncDisposable? Listen(ITransportListener listener)
    {
        lock (_gate)
        {
            if (_forgotten) return null;
            var listening = new Listening(this, listener);
            _listeners = [.. _listeners, listening];
            return listening;
        }
    }

    private AppendResult Result(long sequence, RefusalReason refusal) => new(new FeedPosition(Epoch, sequence), refusal, origin);

    private void Leave(Listening listening)
    {
        lock (_gate)
        {
            var index = Array.IndexOf(_listeners, listening);
            if (index >= 0) _listeners = [.. _listeners[..index], .. _listeners[(index + 1)..]];
            ForgetIfUseless();
        }
    }

    /// <summary>
    /// Called under the lock: the group is marked as removed and leaves the transport in one step. So a caller that sees the mark gets a new group when it asks
    /// again.
    /// </summary>
    private void ForgetIfUseless()
    {
        if (_forgotten || _listeners.Length > 0 || _log.End > 0 || _fenced is not null) return;
        _forgotten = true;
        forget(this);
    }

    private sealed class Listening(InMemoryGroup group, ITransportListener listener) : IAsyncDisposable, IThreadPoolWorkItem
    {
        private int _disposed;

        public void Tell(TransportNotification notification)
        {
            if (listener.OnAppended(notification)) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        void IThreadPoolWorkItem.Execute() => listener.RunPass();

        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0) group.Leave(this);
            return ValueTask.CompletedTask;
        }
    }
}
