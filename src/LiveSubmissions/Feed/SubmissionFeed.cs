using LiveSubmissions.Transport;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Feed;

/// <summary>Has one mirror for each followed group, however many cursors follow it, and runs the loops that check the mirrors and send heartbeats.</summary>
internal sealed class SubmissionFeed : ISubmissionFeed, IAsyncDisposable, IDisposable
{
    /// <summary>How many times per re-check interval the feed looks for mirrors whose verification has expired.</summary>
    private const int LooksPerRecheck = 5;

    /// <summary>How long a page that is being rendered waits for a position.</summary>
    private static readonly TimeSpan PositionDeadline = TimeSpan.FromSeconds(2);

    private readonly ISubmissionTransport _transport;
    private readonly TimeProvider _time;
    private readonly FeedLog _messages;
    private readonly MirrorSet _mirrors;
    private readonly FeedLoop _recheck;
    private readonly FeedLoop _heartbeat;
    private readonly FeedLoop _freshness;

    public SubmissionFeed(ISubmissionTransport transport, IOptions<LiveSubmissionsOptions> options, TimeProvider time, FeedLog messages)
    {
        var settings = options.Value;
        _transport = transport;
        _time = time;
        _messages = messages;
        _mirrors = new MirrorSet(transport, settings, time, messages);
        var recheck = new MirrorRecheck(_mirrors, transport, settings.Feed.RecheckInterval, time, messages);
        _recheck = new FeedLoop("recheck", recheck.NextPause, time, messages, recheck.RunAsync);
        _freshness = new FeedLoop("freshness", () => settings.Feed.RecheckInterval / LooksPerRecheck, time, messages, _mirrors.SayWhetherVerifiedAsync);
        _heartbeat = new FeedLoop("heartbeats", () => settings.Feed.HeartbeatInterval, time, messages, _mirrors.HeartbeatAsync);
    }

    /// <summary>Whether no mirror has anything to do.</summary>
    public bool IsAtRest => _mirrors.Attached().TrueForAll(mirror => mirror.IsAtRest);

    /// <summary>How many groups are followed.</summary>
    public int Followed => _mirrors.Attached().Count;

    /// <summary>The followed groups whose mirror was not found equal to the log within the re-check interval.</summary>
    public IReadOnlyList<SubmissionGroup> Unverified =>
        [.. _mirrors.Attached().Where(mirror => !mirror.IsVerified).Select(mirror => mirror.Group)];

    /// <summary>The followed groups whose log is damaged, each with what is wrong.</summary>
    public IReadOnlyList<(SubmissionGroup Group, string Damage)> Damaged =>
        [.. _mirrors.Attached().Select(mirror => (mirror.Group, mirror.Damage)).Where(log => log.Damage is not null).Select(log => (log.Group, log.Damage!))];

    public async ValueTask<FeedPosition> GetPositionAsync(SubmissionGroup group, CancellationToken cancellationToken = default)
    {
        // If the mirror was found equal to its log within the re-check interval, no round trip is needed.
        if (_mirrors.Find(group) is { Repair.Freshness.IsVerified: true } mirror) return mirror.Position;
        var ends = await _transport.ReadEndsAsync([group], cancellationToken).ConfigureAwait(false);
        return ends[0].Position;
    }

    public async ValueTask<FeedPosition?> TryGetPositionAsync(SubmissionGroup group, CancellationToken cancellationToken = default)
    {
        using var deadline = new CancellationTokenSource(PositionDeadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await GetPositionAsync(group, either.Token).ConfigureAwait(false);
        }
        catch (SubmissionTransportException exception)
        {
            _messages.NoPosition(group, exception.Message);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            _messages.NoPosition(group, SubmissionTransportException.NoAnswer(_transport.Description, PositionDeadline, exception).Message);
        }

        return null;
    }

    public async ValueTask<FeedCursor> SubscribeAsync(
        SubmissionGroup group, FeedCursorOptions options = default, CancellationToken cancellationToken = default)
    {
        _recheck.EnsureStarted();
        _heartbeat.EnsureStarted();
        _freshness.EnsureStarted();
        var mirror = await _mirrors.AcquireAsync(group, cancellationToken).ConfigureAwait(false);
        try
        {
            // The position may be newer than the mirror, or from a new log that the mirror does not know yet. So the log is read once.
            if (options.Since is { Epoch: not null } since && mirror.IsForeign(since)) await mirror.Repair.ReadOnAsync(cancellationToken).ConfigureAwait(false);
            return mirror.Attach(options);
        }
        catch
        {
            _mirrors.Release(group);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _recheck.DisposeAsync().ConfigureAwait(false);
        await _heartbeat.DisposeAsync().ConfigureAwait(false);
        await _freshness.DisposeAsync().ConfigureAwait(false);
        await _mirrors.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// For containers that are disposed synchronously. It does not run on the caller's thread, because the caller's synchronization context may be blocked.
    /// </summary>
    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();
}
