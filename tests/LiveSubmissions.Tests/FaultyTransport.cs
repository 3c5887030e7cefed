using System.Collections.Concurrent;
using LiveSubmissions.Contracts;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Tests;

/// <summary>An in-memory transport that loses notifications, fails and stalls when told to: faults that no real server makes on demand.</summary>
internal sealed class FaultyTransport(InMemoryTransport inner) : ISubmissionTransport
{
    private readonly ConcurrentDictionary<ITransportListener, FilteredListener> _listeners = new();
    private readonly ConcurrentQueue<(SubmissionEntry Entry, string? Origin)> _given = new();
    private int _appends;
    private int _underWay;
    private int _mostUnderWay;

    public event Action? Restored;

    public string Description => "a transport that fails";

    public bool IsConfigured { get; set; } = true;

    /// <summary>While set, every call fails.</summary>
    public bool IsDown { get; set; }

    /// <summary>While set, logs cannot be read, though all else works.</summary>
    public bool ReadsFail { get; set; }

    /// <summary>While set, reads wait for it.</summary>
    public TaskCompletionSource? ReadsStall { get; set; }

    /// <summary>The group of which appends fail: a cluster has lost the server that holds it.</summary>
    public string? UnreachableGroup { get; set; }

    /// <summary>While set, appends wait for it.</summary>
    public TaskCompletionSource? Stall { get; set; }

    /// <summary>The group of which no listening ends: it throws, or with <see cref="EndStalls"/> does not return.</summary>
    public string? FailsToEnd { get; set; }

    /// <summary>How many endings have failed, or do not return.</summary>
    public int EndsTried { get; private set; }

    public bool EndStalls { get; set; }

    /// <summary>While set, notifications are lost.</summary>
    public bool LosesNotifications { get; set; }

    /// <summary>Reads are of another transport's logs: the log was lost and made anew.</summary>
    public InMemoryTransport Inner { get; set; } = inner;

    public int Appends => Volatile.Read(ref _appends);

    /// <summary>What appends were asked for, in order: those with an origin are copies.</summary>
    public IReadOnlyList<(SubmissionEntry Entry, string? Origin)> Given => [.. _given];

    /// <summary>The most appends that were under way at once.</summary>
    public int MostUnderWay => Volatile.Read(ref _mostUnderWay);

    /// <summary>Called before each append. It may throw, and it may wait.</summary>
    public Func<SubmissionEntry, string?, CancellationToken, ValueTask>? BeforeAppend { get; set; }

    /// <summary>The origin that the logs report. If <see cref="Inner"/> is replaced and this stays, the new one counts as the same log without its tail, as after a failover.</summary>
    public string? Origin { get; set; }

    /// <summary>The losses that were reported.</summary>
    public ConcurrentQueue<(string Group, string Origin)> Losses { get; } = new();

    /// <summary>How many of the next reports of a loss fail.</summary>
    public int FailingReports { get; set; }

    public int Reads { get; private set; }

    public int EndReads { get; private set; }

    /// <summary>While this is set, reading the ends of logs waits for it.</summary>
    public TaskCompletionSource? EndsStall { get; set; }

    public int ListeningTo(SubmissionGroup group) => _listeners.Values.Count(listener => listener.Group == group);

    public List<string> Fenced { get; } = [];

    public void RaiseRestored()
    {
        Restored?.Invoke();
        foreach (var listener in _listeners.Keys) listener.OnRestored();
    }

    /// <summary>Tells the listeners of a group something that no log said.</summary>
    public void Tell(SubmissionGroup group, string epoch, long predecessor, LogEntry entry)
    {
        foreach (var (listener, _) in _listeners.Where(pair => pair.Value.Group == group)) listener.Tell(new TransportNotification(epoch, predecessor, entry));
    }

    public void RaiseInterrupted()
    {
        foreach (var listener in _listeners.Keys) listener.OnInterrupted();
    }

    public async ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long broadcastAt, string? origin, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _appends);
        _given.Enqueue((entry, origin));
        InterlockedMax(ref _mostUnderWay, Interlocked.Increment(ref _underWay));
        try
        {
            if (Stall is { } stall) await stall.Task.WaitAsync(cancellationToken);
            if (BeforeAppend is { } before) await before(entry, origin, cancellationToken);
            ThrowIfDown();
            if (UnreachableGroup == group.Name) throw new SubmissionTransportException($"Nobody holds {group}.", "Set UnreachableGroup to null.");
            if (Origin is not { } pretended) return await Inner.AppendAsync(group, entry, broadcastAt, origin, cancellationToken);
            if (origin is not null && origin != pretended) return new AppendResult(new FeedPosition("e", 1), RefusalReason.OtherLog, pretended);
            return await Inner.AppendAsync(group, entry, broadcastAt, origin: null, cancellationToken) with { Origin = pretended };
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    public async ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancellationToken)
    {
        Reads++;
        ThrowIfDown();
        if (ReadsFail) throw new SubmissionTransportException("Reads fail.", "Set ReadsFail to false.");
        if (ReadsStall is { } stall) await stall.Task.WaitAsync(cancellationToken);
        return await Inner.ReadAsync(group, after, limit, cancellationToken);
    }

    public async ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancellationToken)
    {
        ThrowIfDown();
        var filtered = new FilteredListener(this, listener) { Group = group };
        filtered.Listening = await Inner.ListenAsync(group, filtered, cancellationToken);
        _listeners[listener] = filtered;
        return filtered;
    }

    public async ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancellationToken)
    {
        EndReads++;
        if (EndsStall is { } stall) await stall.Task.WaitAsync(cancellationToken);
        ThrowIfDown();
        return await Inner.ReadEndsAsync(groups, cancellationToken);
    }

    public ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancellationToken)
    {
        Fenced.Add(epoch);
        return Inner.FenceAsync(group, epoch, cancellationToken);
    }

    public ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancellationToken)
    {
        ThrowIfDown();
        if (FailingReports-- > 0) throw new SubmissionTransportException("The loss cannot be written.", "Set FailingReports to 0.");
        Losses.Enqueue((group.Name, lostOrigin));
        return Inner.ReportLossAsync(group, lostOrigin, cancellationToken);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }

    private void ThrowIfDown()
    {
        if (!IsConfigured) throw new SubmissionTransportException("Its address is blank.", "Set IsConfigured to true.");
        if (IsDown) throw new SubmissionTransportException("The transport is down.", "Set IsDown to false.");
    }

    private sealed class FilteredListener(FaultyTransport transport, ITransportListener listener) : ITransportListener, IAsyncDisposable
    {
        public required SubmissionGroup Group { get; init; }

        public IAsyncDisposable? Listening { get; set; }

        public ValueTask DisposeAsync()
        {
            if (transport.FailsToEnd == Group.Name)
            {
                transport.EndsTried++;
                return transport.EndStalls ? new ValueTask(new TaskCompletionSource().Task) : throw new InvalidOperationException("This listening does not end.");
            }

            transport._listeners.TryRemove(listener, out _);
            return Listening!.DisposeAsync();
        }

        public bool OnAppended(TransportNotification notification) => !transport.LosesNotifications && listener.OnAppended(notification);

        public void RunPass() => listener.RunPass();

        public void OnInterrupted() => listener.OnInterrupted();

        public void OnMissed() => listener.OnMissed();

        public void OnRestored() => listener.OnRestored();
    }
}
