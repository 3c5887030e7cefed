using LiveSubmissions.Contracts;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Tests.Model;

/// <summary>
/// One group's log as a server has it, with the faults that a server has: appends that fail, that succeed unanswered, that are carried out late;
/// notifications that are lost; failovers that lose the tail and change the clock; a flush.
/// </summary>
internal sealed class SimulatedTransport(TimeProvider time, int maxSubmissions) : ISubmissionTransport
{
    public const long DeadlineMicroseconds = 2_000_000;

    private readonly Lock _gate = new();
    private readonly LogClock _clock = new(time);
    private readonly List<ITransportListener> _listeners = [];
    private readonly List<(long Due, SubmissionEntry Entry, long Given, long NotAfter, string? Origin)> _late = [];
    private readonly Dictionary<string, long> _learnedOffsets = [];
    private readonly InMemoryTransport _probes = new(new OptionsWrapper<LiveSubmissionsOptions>(new LiveSubmissionsOptions()), time);
    private SimulatedLog _log = new();
    private SimulatedLog _replica = new();
    private long _offset;
    private int _server;
    private bool _restorationDue;

    public event Action? Restored;

    public string Description => "a simulated server";

    public bool IsConfigured => true;

    public AppendFault NextFault { get; set; }

    public bool LosesNotifications { get; set; }

    /// <summary>Whether nothing is held up.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (_gate) return _late.Count == 0;
        }
    }

    /// <summary>A log that can be compared with the clients' views.</summary>
    public IReadOnlyDictionary<SubmissionId, LogEntry> States
    {
        get
        {
            lock (_gate) return _log.States.ToDictionary(pair => pair.Key, pair => pair.Value.Entry);
        }
    }

    public ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long broadcastAt, string? origin, CancellationToken cancellationToken)
    {
        if (group != CoreHost.Group) return _probes.AppendAsync(group, entry, broadcastAt, origin, cancellationToken);
        lock (_gate)
        {
            var fault = NextFault;
            NextFault = AppendFault.None;
            var given = _clock.Now + _offset - _clock.AgeOf(broadcastAt);
            var notAfter = _clock.Now + _learnedOffsets.GetValueOrDefault(entry.Operation.Broadcaster) + DeadlineMicroseconds;
            if (fault == AppendFault.Late) _late.Add((_clock.Now + (3 * DeadlineMicroseconds), entry, given, notAfter, origin));
            if (fault is AppendFault.Late or AppendFault.Fails) throw Unanswered();
            var result = Execute(entry, given, notAfter, origin);
            if (fault == AppendFault.Unanswered) throw Unanswered();
            _learnedOffsets[entry.Operation.Broadcaster] = _offset;
            return ValueTask.FromResult(result ?? throw Unanswered());
        }
    }

    public ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _log.LookAtServer(_server, _clock.Now + _offset);
            var entries = after.Epoch is null || after.Epoch == _log.Epoch
                ? _log.States.Values.Select(state => state.Entry).Where(entry => entry.Sequence > after.Sequence).OrderBy(entry => entry.Sequence).Take(limit)
                : [];
            return ValueTask.FromResult(new LogPage
            {
                Epoch = _log.Epoch,
                Origin = _log.Origin,
                Floor = _log.Floor,
                End = _log.Last,
                DoubtfulBefore = _log.DoubtfulBefore,
                IsIncomplete = _log.IsIncomplete,
                Entries = [.. entries],
            });
        }
    }

    public ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancellationToken)
    {
        if (group != CoreHost.Group) return _probes.ListenAsync(group, listener, cancellationToken);
        lock (_gate) _listeners.Add(listener);
        return ValueTask.FromResult<IAsyncDisposable>(new Listening(this, listener));
    }

    public ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _log.LookAtServer(_server, _clock.Now + _offset);
            return ValueTask.FromResult<IReadOnlyList<LogEnd>>([.. groups.Select(_ => new LogEnd(new FeedPosition(_log.Epoch, _log.Last)))]);
        }
    }

    public ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_log.Epoch == epoch) _log.Epoch = LogIdentity.CreateEpoch();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_log.Origin == lostOrigin || _log.IsIncomplete) return ValueTask.CompletedTask;
            _log.IsIncomplete = true;
            _log.Last = Math.Max(_log.Last + 1, _clock.Now + _offset);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The replica has heard of everything up to now.</summary>
    public void Replicate()
    {
        lock (_gate) _replica = _log.Copy();
    }

    /// <summary>The replica takes over, with a clock of its own: what it had not heard of is lost.</summary>
    public void FailOver(long clockOffset)
    {
        lock (_gate)
        {
            if (_replica.Epoch != _log.Epoch) return;
            _log = _replica.Copy();
            _server++;
            _offset = clockOffset;
            _restorationDue = true;
        }
    }

    public void Flush()
    {
        lock (_gate) _log = SimulatedLog.On(_server);
    }

    /// <summary>Nodes and broadcasters notice that the connection was lost and is back.</summary>
    public void Restore()
    {
        ITransportListener[] listeners;
        lock (_gate)
        {
            if (!_restorationDue) return;
            _restorationDue = false;
            listeners = [.. _listeners];
        }

        foreach (var listener in listeners) listener.OnRestored();
        Restored?.Invoke();
    }

    /// <summary>Carries out what was held up, if its time has come.</summary>
    public void RunLate()
    {
        lock (_gate)
        {
            foreach (var late in _late.Where(late => late.Due <= _clock.Now).ToList())
            {
                _late.Remove(late);
                Execute(late.Entry, late.Given, late.NotAfter, late.Origin);
            }
        }
    }

    private static SubmissionTransportException Unanswered() => new("The simulated server did not answer.", "None: it is what is tested.");

    private AppendResult? Execute(SubmissionEntry entry, long given, long notAfter, string? origin)
    {
        var now = _clock.Now + _offset;
        if (now > notAfter) return null;
        if (origin is not null && origin != _log.Origin) return Result(_log.Last, RefusalReason.OtherLog);
        if (_log.States.TryGetValue(entry.Submission, out var stored))
        {
            if (stored.Entry.State.Operation == entry.Operation) return Result(stored.Entry.Sequence, RefusalReason.None);
            var refusal = OrderRules.Decide(stored.Entry.State, stored.Given, entry, given);
            if (refusal != RefusalReason.None) return Result(_log.Last, refusal);
        }

        var predecessor = _log.Last;
        var accepted = new LogEntry(Math.Max(predecessor + 1, now), entry);
        _log.Last = accepted.Sequence;
        _log.States[entry.Submission] = (accepted, given);
        _log.Trim(maxSubmissions);
        if (!LosesNotifications) _listeners.ForEach(listener => listener.Tell(new TransportNotification(_log.Epoch, predecessor, accepted)));
        return Result(accepted.Sequence, RefusalReason.None);
    }

    private AppendResult Result(long sequence, RefusalReason refusal) => new(new FeedPosition(_log.Epoch, sequence), refusal, _log.Origin);

    private sealed class Listening(SimulatedTransport transport, ITransportListener listener) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            lock (transport._gate) transport._listeners.Remove(listener);
            return ValueTask.CompletedTask;
        }
    }
}
