using System.Collections.Concurrent;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Contracts.Faces;

/// <summary>A log with switches: it fails, is lost, or is not configured when told to, and says who listens.</summary>
public sealed class SwitchedTransport : ISubmissionTransport
{
    private readonly ConcurrentDictionary<object, (SubmissionGroup Group, ITransportListener Listener)> _listening = new();
    private ISubmissionTransport? _inner;

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

    /// <summary>How many mirrors of a group there are: none once nobody follows it.</summary>
    public int ListeningTo(SubmissionGroup group) => _listening.Values.Count(listening => listening.Group == group);

    /// <summary>Whether there has been a mirror: one of an empty log goes with its last follower.</summary>
    public bool HasListened { get; private set; }

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long givenAt, string? origin, CancellationToken cancel) =>
        Inner.AppendAsync(group, entry, givenAt, origin, cancel);

    /// <inheritdoc/>
    public ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancel) =>
        Inner.ReadAsync(group, after, limit, cancel);

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancel)
    {
        var listening = await Inner.ListenAsync(group, listener, cancel);
        _listening[listening] = (group, listener);
        HasListened = true;
        return new Listening(this, listening);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancel) =>
        Inner.ReadEndsAsync(groups, cancel);

    /// <inheritdoc/>
    public ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancel) => Inner.FenceAsync(group, epoch, cancel);

    /// <inheritdoc/>
    public ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancel) =>
        Inner.ReportLossAsync(group, lostOrigin, cancel);

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
