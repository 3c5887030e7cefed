using System.Collections.Concurrent;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Contracts;

/// <summary>Counts what another transport is asked for, by group.</summary>
/// <param name="inner">The transport.</param>
public sealed class CountedTransport(ISubmissionTransport inner) : ISubmissionTransport
{
    private readonly ConcurrentQueue<(string Call, string Group)> _calls = new();

    /// <inheritdoc/>
    public event Action? Restored
    {
        add => inner.Restored += value;
        remove => inner.Restored -= value;
    }

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public string Description => inner.Description;

    /// <inheritdoc/>
    public bool IsConfigured => inner.IsConfigured;

    /// <summary>How often each was asked for: <c>append</c>, <c>read</c>, <c>listen</c>, <c>ends</c> of a group.</summary>
    public int Count(string call, SubmissionGroup group) => _calls.Count(each => each == (call, group.Name));

    /// <summary>The groups for which something was asked for.</summary>
    public IReadOnlyList<string> Groups(string call) => [.. _calls.Where(each => each.Call == call).Select(each => each.Group)];

    /// <summary>Counts from here on.</summary>
    public void Reset() => _calls.Clear();

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long broadcastAt, string? origin, CancellationToken cancellationToken)
    {
        _calls.Enqueue(("append", group.Name));
        return inner.AppendAsync(group, entry, broadcastAt, origin, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancellationToken)
    {
        _calls.Enqueue(("read", group.Name));
        return inner.ReadAsync(group, after, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancellationToken)
    {
        _calls.Enqueue(("listen", group.Name));
        return inner.ListenAsync(group, listener, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancellationToken)
    {
        foreach (var group in groups) _calls.Enqueue(("ends", group.Name));
        return inner.ReadEndsAsync(groups, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancellationToken) => inner.FenceAsync(group, epoch, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancellationToken) => inner.ReportLossAsync(group, lostOrigin, cancellationToken);
}
