using LiveSubmissions.Log;

namespace LiveSubmissions.Transport;

/// <summary>
/// One group's log and its listeners. It is forgotten with its last listener as long as the log is as it was made: anybody can listen to any group.
/// </summary>
/// <param name="made">The epoch of a log that is made.</param>
/// <param name="origin">The origin of all logs of this transport.</param>
/// <param name="maxSubmissions">How many submissions the log keeps.</param>
/// <param name="forget">Called when nothing of the group is worth keeping: from then on whoever comes gets another one.</param>
internal sealed class InMemoryGroup(string made, string origin, int maxSubmissions, Action<InMemoryGroup> forget)
{
    private readonly Lock _gate = new();
    private readonly CompactedLog _log = new();

    /// <summary>By the log's clock, for each submission that the log holds: when its state was given to its broadcaster.</summary>
    private readonly Dictionary<SubmissionId, long> _given = [];

    private string? _fenced;
    private ITransportListener[] _listeners = [];
    private bool _forgotten;

    private string Epoch => _fenced ?? made;

    public FeedPosition End
    {
        get
        {
            lock (_gate) return new FeedPosition(Epoch, _log.End);
        }
    }

    /// <returns>Nothing if the group is forgotten: ask for it again.</returns>
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

            // Told under the lock, so that listeners hear entries in their order; a listener only takes note.
            foreach (var listener in _listeners) listener.OnAppended(Epoch, predecessor, entry);
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

    /// <returns>False if the group is forgotten: ask for it again.</returns>
    public bool Fence(string seen)
    {
        lock (_gate)
        {
            if (_forgotten) return false;
            if (Epoch == seen) _fenced = LogEpoch.Create();
            ForgetIfUseless();
            return true;
        }
    }

    /// <returns>Nothing if the group is forgotten: ask for it again.</returns>
    public IAsyncDisposable? Listen(ITransportListener listener)
    {
        lock (_gate)
        {
            if (_forgotten) return null;
            _listeners = [.. _listeners, listener];
        }

        return new Listening(this, listener);
    }

    private AppendResult Result(long sequence, RefusalReason refusal) => new(new FeedPosition(Epoch, sequence), refusal, origin);

    private void Leave(ITransportListener listener)
    {
        lock (_gate)
        {
            var index = Array.IndexOf(_listeners, listener);
            if (index >= 0) _listeners = [.. _listeners[..index], .. _listeners[(index + 1)..]];
            ForgetIfUseless();
        }
    }

    /// <summary>Under the lock, so that whoever finds the group forgotten does not find it again.</summary>
    private void ForgetIfUseless()
    {
        if (_forgotten || _listeners.Length > 0 || _log.End > 0 || _fenced is not null) return;
        _forgotten = true;
        forget(this);
    }

    private sealed class Listening(InMemoryGroup group, ITransportListener listener) : IAsyncDisposable
    {
        private int _disposed;

        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0) group.Leave(listener);
            return ValueTask.CompletedTask;
        }
    }
}
