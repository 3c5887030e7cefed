using System.Collections.Concurrent;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Contracts.Endpoints;

/// <summary>A log with switches: it fails, is lost, or is not configured when told to, and says who listens.</summary>
public sealed class SwitchedTransport : ISubmissionTransport
{
    private readonly ConcurrentDictionary<object, (SubmissionGroup Group, ITransportListener Listener)> _listening = new();
    private ISubmissionTransport? _inner;
    private int _mirrors;

    /// <inheritdoc/>
    public event Action? Restored
    {
        add { }
        remove { }
    }

    /// <inheritdoc/>
    public string Description => "a log with switches";

    /// <inheritdoc/>
    public bool IsConfigured { get; set; } = true;

    /// <summary>While set, every call fails.</summary>
    public bool IsDown { get; set; }

    /// <summary>While it is not complete, nobody begins to listen: the log is far away, or does not answer.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    private ISubmissionTransport Inner =>
        IsDown ? throw new SubmissionTransportException("The log is switched off.", "Switch it on.") : _inner!;

    /// <summary>The connection is lost: every call fails, and the node is told.</summary>
    public void Interrupt()
    {
        IsDown = true;
        foreach (var (_, listener) in _listening.Values) listener.OnInterrupted();
    }

    /// <summary>The connection is back.</summary>
    public void Restore()
    {
        IsDown = false;
        foreach (var (_, listener) in _listening.Values) listener.OnRestored();
    }

    /// <summary>The log gets another epoch, as one that was lost and made anew, and the node is told to look.</summary>
    public async Task LoseEpochAsync(SubmissionGroup group)
    {
        var ends = await ReadEndsAsync([group], CancellationToken.None);
        await Inner.FenceAsync(group, ends[0].Position.Epoch!, CancellationToken.None);
        Restore();
    }

    /// <summary>How many mirrors of problem 1's group there were so far.</summary>
    public int Mirrors => Volatile.Read(ref _mirrors);

    /// <summary>How many mirrors of a group there are: none once nobody follows it.</summary>
    public int ListeningTo(SubmissionGroup group) => _listening.Values.Count(listening => listening.Group == group);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long broadcastAt, string? origin, CancellationToken cancellationToken) =>
        Inner.AppendAsync(group, entry, broadcastAt, origin, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancellationToken) =>
        Inner.ReadAsync(group, after, limit, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancellationToken)
    {
        if (group == EndpointSetup.Group) await Gate.WaitAsync(cancellationToken);
        var listening = await Inner.ListenAsync(group, listener, cancellationToken);
        _listening[listening] = (group, listener);
        if (group == EndpointSetup.Group) Interlocked.Increment(ref _mirrors);
        return new Listening(this, listening);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancellationToken) =>
        Inner.ReadEndsAsync(groups, cancellationToken);

    /// <inheritdoc/>
    public ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancellationToken) => Inner.FenceAsync(group, epoch, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancellationToken) =>
        Inner.ReportLossAsync(group, lostOrigin, cancellationToken);

    internal SwitchedTransport Over(ISubmissionTransport inner)
    {
        _inner = inner;
        return this;
    }

    private sealed class Listening(SwitchedTransport transport, IAsyncDisposable inner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            transport._listening.TryRemove(inner, out _);
            return inner.DisposeAsync();
        }
    }
}
