using System.Collections.Concurrent;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.Tests.Hosting;

/// <summary>The in-memory log behind a connection that a test can cut.</summary>
internal sealed class InterruptibleTransport(IOptions<LiveSubmissionsOptions> options, TimeProvider time) : ISubmissionTransport
{
    private readonly InMemoryTransport _inner = new(options, time);
    private readonly ConcurrentBag<ITransportListener> _listeners = [];
    private volatile bool _isCut;

    public event Action? Restored
    {
        add { }
        remove { }
    }

    public string Description => "a log behind a connection that is cut";

    public bool IsConfigured => true;

    private InMemoryTransport Inner => _isCut ? throw new SubmissionTransportException("The connection is cut.", "Fix it.") : _inner;

    public void Cut()
    {
        _isCut = true;
        foreach (var listener in _listeners) listener.OnInterrupted();
    }

    public void Restore()
    {
        _isCut = false;
        foreach (var listener in _listeners) listener.OnRestored();
    }

    public ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long broadcastAt, string? origin, CancellationToken cancellationToken) =>
        Inner.AppendAsync(group, entry, broadcastAt, origin, cancellationToken);

    public ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancellationToken) =>
        Inner.ReadAsync(group, after, limit, cancellationToken);

    public ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancellationToken)
    {
        _listeners.Add(listener);
        return Inner.ListenAsync(group, listener, cancellationToken);
    }

    public ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancellationToken) =>
        Inner.ReadEndsAsync(groups, cancellationToken);

    public ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancellationToken) => Inner.FenceAsync(group, epoch, cancellationToken);

    public ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancellationToken) => Inner.ReportLossAsync(group, lostOrigin, cancellationToken);
}
