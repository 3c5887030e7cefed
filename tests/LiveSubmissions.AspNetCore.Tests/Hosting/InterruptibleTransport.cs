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

    private InMemoryTransport Inner => _isCut ? throw new SubmissionTransportException("The connection is cut.", "Mend it.") : _inner;

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

    public ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long givenAt, string? origin, CancellationToken cancel) =>
        Inner.AppendAsync(group, entry, givenAt, origin, cancel);

    public ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancel) =>
        Inner.ReadAsync(group, after, limit, cancel);

    public ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancel)
    {
        _listeners.Add(listener);
        return Inner.ListenAsync(group, listener, cancel);
    }

    public ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancel) =>
        Inner.ReadEndsAsync(groups, cancel);

    public ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancel) => Inner.FenceAsync(group, epoch, cancel);

    public ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancel) => Inner.ReportLossAsync(group, lostOrigin, cancel);
}
