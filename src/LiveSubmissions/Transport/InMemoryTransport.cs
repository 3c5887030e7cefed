using System.Collections.Concurrent;
using LiveSubmissions.Log;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Transport;

/// <summary>The logs themselves, for one process. Nothing outlives the process: its epoch is another after a restart.</summary>
internal sealed class InMemoryTransport : ISubmissionTransport
{
    private readonly ConcurrentDictionary<SubmissionGroup, InMemoryGroup> _groups = new();
    private readonly LogClock _clock;
    private readonly RetentionOptions _retention;

    // One epoch for all groups until one is fenced, so that reading a group that nobody wrote to stores nothing.
    private readonly string _epoch = LogEpoch.Create();

    /// <summary>Memory is lost with the process: its logs begin with it, and none has a successor here.</summary>
    private readonly string _origin;

    public InMemoryTransport(IOptions<LiveSubmissionsOptions> options, TimeProvider time)
    {
        _retention = options.Value.Retention;
        _clock = new LogClock(time);
        _origin = LogOrigin.Create(_clock.Now);
    }

    /// <summary>Never raised: memory does not get lost and come back.</summary>
    public event Action? Restored
    {
        add { }
        remove { }
    }

    public string Name => "the in-memory log";

    public string Description => "the in-memory log of this process";

    public bool IsConfigured => true;

    /// <summary>How many groups there is something of.</summary>
    public int Groups => _groups.Count;

    public ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long givenAt, string? origin, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = _clock.Now;
        AppendResult? result;
        do result = GetOrAdd(group).Append(entry, now - _clock.AgeOf(givenAt), now, origin);
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
            // It was forgotten between the two; the next is another one.
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Nothing to do: no log of this process ever stood in another one's place.</summary>
    public ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private InMemoryGroup GetOrAdd(SubmissionGroup group) => _groups.GetOrAdd(group, static (group, self) => self.Make(group), this);

    private InMemoryGroup Make(SubmissionGroup group) =>
        new(_epoch, _origin, ReservedGroups.MaxEntriesOf(group, _retention), forgotten => _groups.TryRemove(new(group, forgotten)));
}
