using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Feed;

/// <summary>Reads the log for a mirror that missed something: one read at a time, each with a deadline.</summary>
internal sealed class MirrorRepair(Mirror mirror, ISubmissionTransport transport, FeedOptions options, TimeProvider time, FeedLog messages)
    : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly LogReader _reader = new(transport, mirror.Group);
    private readonly Lock _gate = new();
    private Task _background = Task.CompletedTask;

    /// <summary>The last read that several callers share, and whether it has begun. A caller that comes after it has begun needs another read.</summary>
    private Task _shared = Task.CompletedTask;
    private bool _sharedHasBegun;

    // Begins at 1: AttachAsync does not count the first read itself.
    private int _reads = 1;

    /// <summary>The step of a read that failed. The next read has to do it.</summary>
    private volatile MirrorStep _owed;

    public MirrorFreshness Freshness { get; } = new(options.RecheckInterval, time);

    /// <summary>Whether the log is being read. Notifications wait until the read has ended.</summary>
    public bool IsRunning => Volatile.Read(ref _reads) > 0;

    /// <summary>Reads all of the log for the first time.</summary>
    public Task AttachAsync(CancellationToken cancellationToken) => RunCountedAsync(MirrorStep.Rebuild, cancellationToken);

    /// <summary>
    /// Reads what the mirror lacks. The read begins after the call. All callers that come before it begins share it: after a failover all clients come back at
    /// once, and each asks for a read.
    /// </summary>
    /// <exception cref="SubmissionTransportException">The log could not be read.</exception>
    public Task ReadOnAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_sharedHasBegun || _shared.IsCompleted)
            {
                Interlocked.Increment(ref _reads);
                _sharedHasBegun = false;
                _shared = Task.Run(() => RunCountedAsync(MirrorStep.ReadOn, CancellationToken.None, Begins), CancellationToken.None);
            }

            return _shared.WaitAsync(cancellationToken);
        }

        void Begins()
        {
            lock (_gate) _sharedHasBegun = true;
        }
    }

    /// <summary>Starts a read that nobody waits for. If it fails, the next check of the log's end starts it again.</summary>
    public void Start(MirrorStep step)
    {
        Interlocked.Increment(ref _reads);
        _background = RunInBackgroundAsync(step);
    }

    /// <summary>Why the log's end could not be read at the last check; <see langword="null"/> if it could.</summary>
    public SubmissionTransportException? EndFailure { get; private set; }

    /// <summary>Compares where the log ends with where the mirror ended before the log was asked.</summary>
    public void Recheck(FeedPosition mirrorEnd, LogEnd end, long asked)
    {
        if (EndFailure is null && end.Failure is not null) messages.ReadFailed(mirror.Group, end.Failure);
        EndFailure = end.Failure;
        if (end.Failure is not null)
        {
            mirror.Doubt();
            return;
        }

        var logEnd = end.Position;
        if (_owed != MirrorStep.None) mirror.Need(_owed);
        else if (logEnd == mirrorEnd) Confirm(logEnd, asked);
        else if (logEnd.Epoch != mirrorEnd.Epoch) mirror.Need(MirrorStep.Rebuild);
        else mirror.Need(logEnd.Sequence < mirrorEnd.Sequence ? MirrorStep.Compare : MirrorStep.ReadOn);
    }

    private void Confirm(FeedPosition end, long asked)
    {
        mirror.Confirm(end);
        Freshness.Confirm(asked);
        mirror.SayWhetherVerified();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _background.ConfigureAwait(false);
        Task shared;
        lock (_gate) shared = _shared;
        await shared.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunInBackgroundAsync(MirrorStep step)
    {
        // Leaves the thread of the pass, which holds the mirror's lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await RunCountedAsync(step, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            mirror.Doubt();
            if (!_stop.IsCancellationRequested) messages.ReadFailed(mirror.Group, exception);
        }
    }

    private async Task RunCountedAsync(MirrorStep step, CancellationToken cancellationToken, Action? begins = null)
    {
        try
        {
            using var deadline = new CancellationTokenSource(Deadline, time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token, _stop.Token);
            await _one.WaitAsync(limit.Token).ConfigureAwait(false);
            begins?.Invoke();
            try
            {
                await RepairAsync(step > _owed ? step : _owed, limit.Token).ConfigureAwait(false);
                _owed = MirrorStep.None;
            }
            catch
            {
                if (step > _owed) _owed = step;
                throw;
            }
            finally
            {
                _one.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _reads);
            mirror.Schedule();
        }
    }

    private async Task RepairAsync(MirrorStep step, CancellationToken cancellationToken)
    {
        var asked = Freshness.Timestamp;
        if (step != MirrorStep.ReadOn || !await TryReadOnAsync(cancellationToken).ConfigureAwait(false))
        {
            asked = Freshness.Timestamp;
            await ReadAllAsync(cancellationToken).ConfigureAwait(false);
        }

        Freshness.Confirm(asked);
    }

    /// <summary>
    /// Reads the log after the mirror's end. Returns false if that is not enough: it is another log, it has lost or trimmed away entries that the mirror needs,
    /// or it is on another server.
    /// </summary>
    private async ValueTask<bool> TryReadOnAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = mirror.Position;
            var page = await _reader.ReadAsync(end, cancellationToken).ConfigureAwait(false);
            if (mirror.Locked(held => held.Continues(page) ? held.Append(page) : null) is not { } put) return false;
            Say(put, page.Unreadable);
            if (!page.HasMore) return true;
        }
    }

    private async ValueTask ReadAllAsync(CancellationToken cancellationToken)
    {
        var log = await _reader.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        var (comparison, origin, wasEmpty) = mirror.Locked(held => (held.Compare(log), held.Origin, held.IsEmpty));
        if (comparison == LogComparison.RolledBack)
        {
            // The first node that notices the rollback fences the log. For other nodes the log then has another epoch already, and this call does nothing.
            messages.RolledBack(mirror.Group, log.Epoch);
            await transport.FenceAsync(mirror.Group, log.Epoch, cancellationToken).ConfigureAwait(false);
            log = await _reader.ReadAllAsync(cancellationToken).ConfigureAwait(false);
            comparison = mirror.Locked(held => held.Compare(log));
        }

        if (comparison == LogComparison.Equal)
        {
            Say(mirror.Locked(held => held.Append(log)), log.Unreadable);
            return;
        }

        // This node's clients may have entries that the log has lost. Nothing proves it, so the log is not fenced, and only this node's clients resync.
        if (comparison == LogComparison.Unclear) messages.Unclear(mirror.Group);

        // A mirror without entries reports no loss: an empty log expires within minutes, and anybody may follow one. A broadcaster reports the loss of what it
        // sent itself.
        var lost = !wasEmpty && origin.Length > 0 && origin != log.Last.Origin;

        // This comes before the mirror forgets the old log's origin: if the report fails, the whole repair is tried again.
        if (lost) await transport.ReportLossAsync(mirror.Group, origin, cancellationToken).ConfigureAwait(false);
        Replace(log, lost);
        Say([], log.Unreadable);
    }

    private void Say(IReadOnlyList<LogEntry> entries, IReadOnlyList<UnreadableRecord> unreadable)
    {
        foreach (var record in unreadable) messages.Unreadable(mirror.Group, record);
        foreach (var entry in entries) messages.Received(mirror.Group, entry);
    }

    private void Replace(LogSnapshot log, bool isIncomplete) => mirror.Locked(held =>
    {
        held.Replace(log);
        held.IsIncomplete |= isIncomplete;
        return held;
    });
}

/// <summary>When a mirror was last found equal to its log.</summary>
internal sealed class MirrorFreshness(TimeSpan recheckInterval, TimeProvider time)
{
    private const long Never = long.MinValue;

    private readonly Lock _gate = new();
    private long _confirmedAt = Never;
    private long _forgottenAt = Never;

    /// <summary>Whether the mirror was found equal to its log within the re-check interval, and <see cref="Forget"/> was not called after that.</summary>
    public bool IsVerified => Volatile.Read(ref _confirmedAt) is var at && at != Never && time.GetElapsedTime(at) <= recheckInterval;

    /// <summary>The present time. Take it before the log is asked.</summary>
    public long Timestamp => time.GetTimestamp();

    /// <summary>Notes that the mirror equals the log, which was asked at or after <paramref name="asked"/>.</summary>
    /// <remarks>If the connection was lost after <paramref name="asked"/>, the answer does not count: it says nothing about the time after the loss.</remarks>
    public void Confirm(long asked)
    {
        lock (_gate)
        {
            if (asked >= _forgottenAt) Volatile.Write(ref _confirmedAt, asked);
        }
    }

    /// <summary>Forgets the last comparison, for instance because the connection is lost.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _forgottenAt = time.GetTimestamp();
            Volatile.Write(ref _confirmedAt, Never);
        }
    }
}
