using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Connection;

/// <summary>
/// Says when the connection is restored: once for each time that something changed, and only when commands come through again. The client's events
/// only say when to look. It raises several for one outage, and <c>ConfigurationChanged</c> also for a connection that is lost.
/// </summary>
/// <remarks>
/// What counts as a change: a primary has another socket than before, another server is a primary, or a subscription has another server or socket
/// than before. A change counts once the server answers a command and no subscription is lost that this server had, or may get: in a cluster that
/// cannot be known while a master is missing, so the change of another server waits at most 16 s.
/// </remarks>
internal sealed partial class RestorationWatch : IAsyncDisposable
{
    /// <summary>One is enough: a look that is due covers every event before it.</summary>
    private readonly Channel<IConnectionMultiplexer> _due = Channel.CreateBounded<IConnectionMultiplexer>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>How long after a look that left something open the next one follows, if no event comes before; then twice as long, and so on.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(16);

    private readonly CancellationTokenSource _disposing = new();
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<IConnectionMultiplexer, CancellationToken, Task<SubscriptionsState>> _renew;
    private readonly Action _restored;
    private readonly Task _running;

    /// <summary>The primaries that answered, each with the number of its socket: the client counts them.</summary>
    private readonly Dictionary<EndPoint, long> _primaries = [];

    /// <summary>The servers whose change nobody is told of yet, and when it was seen.</summary>
    private readonly Dictionary<EndPoint, long> _changed = [];
    private bool _complained;

    /// <param name="patience">How long one command may take.</param>
    /// <param name="time">For the pauses.</param>
    /// <param name="logger">Is told what goes wrong here.</param>
    /// <param name="renew">Asks for missing subscriptions again, and says how all of them are.</param>
    /// <param name="restored">Is called for each restoration.</param>
    public RestorationWatch(
        TimeSpan patience,
        TimeProvider time,
        ILogger logger,
        Func<IConnectionMultiplexer, CancellationToken, Task<SubscriptionsState>> renew,
        Action restored)
    {
        _patience = patience;
        _time = time;
        _logger = logger;
        _renew = renew;
        _restored = restored;
        _running = RunAsync();
    }

    /// <summary>Takes a new client as it is now: what it is connected to is not restored. Call it before the first <see cref="Look"/>.</summary>
    public void Begin(IConnectionMultiplexer client)
    {
        _primaries.Clear();
        foreach (var primary in Primaries(client)) _primaries[primary.EndPoint] = SocketOf(primary);
    }

    /// <summary>Something happened to a connection.</summary>
    public void Look(IConnectionMultiplexer client) => _due.Writer.TryWrite(client);

    public async ValueTask DisposeAsync()
    {
        _due.Writer.TryComplete();
        await _disposing.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _disposing.Dispose();
    }

    private static IEnumerable<IServer> Primaries(IConnectionMultiplexer client) =>
        client.GetServers().Where(static server => server.IsConnected && !server.IsReplica && server.ServerType != ServerType.Sentinel);

    private static long SocketOf(IServer server) => server.GetCounters().Interactive.SocketCount;

    private async Task RunAsync()
    {
        await foreach (var client in _due.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            var pause = FirstPause;
            while (await TryLookAtAsync(client).ConfigureAwait(false) && await PauseAsync(pause).ConfigureAwait(false))
            {
                pause = pause < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Whatever fails in a look, the watch goes on.</summary>
    private async Task<bool> TryLookAtAsync(IConnectionMultiplexer client)
    {
        try
        {
            var again = await LookAtAsync(client).ConfigureAwait(false);
            _complained = false;
            return again;
        }
        catch (Exception) when (_disposing.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e)
        {
            if (!_complained) LogLookFailed(_logger, e);
            _complained = true;
            return true;
        }
    }

    /// <returns>Whether to look again though no event comes: something is still missing, or does not answer.</returns>
    private async Task<bool> LookAtAsync(IConnectionMultiplexer client)
    {
        using var patience = new CancellationTokenSource(_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _disposing.Token);
        var subscriptions = await _renew(client, either.Token).ConfigureAwait(false);
        foreach (var server in subscriptions.Moved) _changed.TryAdd(server, _time.GetTimestamp());

        // The number of the socket is read before the question is asked: if the socket changes meanwhile, the next look sees a change.
        var primaries = Primaries(client).Select(server => (Server: server, Socket: SocketOf(server))).ToArray();
        var subscriber = subscriptions.Any ? AnswersAsync(client.GetSubscriber().PingAsync(CommandFlags.DemandMaster)) : Task.FromResult(true);
        var answers = await Task.WhenAll(primaries.Select(primary => AnswersAsync(primary.Server.PingAsync()))).ConfigureAwait(false);
        var subscriberAnswers = await subscriber.ConfigureAwait(false);

        HashSet<EndPoint> answering = [];
        foreach (var ((server, socket), answered) in primaries.Zip(answers))
        {
            if (!answered) continue;
            answering.Add(server.EndPoint);
            if (_primaries.TryGetValue(server.EndPoint, out var known) && known == socket) continue;
            _primaries[server.EndPoint] = socket;
            _changed.TryAdd(server.EndPoint, _time.GetTimestamp());
        }

        // What a replica has is of no use until it is a primary, and then that is the change.
        foreach (var replica in client.GetServers().Where(static server => server.IsReplica))
        {
            _primaries.Remove(replica.EndPoint);
            _changed.Remove(replica.EndPoint);
        }

        if (subscriberAnswers && Settle(answering, subscriptions.Lost)) TellRestored();
        var open = subscriptions.Missing || !subscriberAnswers || answering.Count < primaries.Length || _changed.Count > 0;
        return open && client.IsConnected;
    }

    /// <returns>Whether there was a change that counts now.</returns>
    private bool Settle(HashSet<EndPoint> answering, HashSet<EndPoint> lost)
    {
        var settled = _changed
            .Where(change => answering.Contains(change.Key) && !lost.Contains(change.Key))
            .Where(change => lost.Count == 0 || _time.GetElapsedTime(change.Value) >= LongestPause)
            .Select(static change => change.Key)
            .ToArray();
        foreach (var server in settled) _changed.Remove(server);
        return settled.Length > 0;
    }

    private void TellRestored()
    {
        try
        {
            _restored();
        }
        catch (Exception e)
        {
            // Whoever is told may fail; the next restoration is told all the same.
            LogFailed(_logger, e);
        }
    }

    private async Task<bool> AnswersAsync(Task<TimeSpan> ping)
    {
        try
        {
            await ping.WaitAsync(_patience, _time, _disposing.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception) when (!_disposing.IsCancellationRequested)
        {
            // Whatever it is, no command came through.
            return false;
        }
    }

    /// <returns>Whether the pause is over without an event; an event is looked at next.</returns>
    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        using var over = new CancellationTokenSource(pause, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, _disposing.Token);
        try
        {
            await _due.Reader.WaitToReadAsync(either.Token).ConfigureAwait(false);
            return false;
        }
        catch (OperationCanceledException)
        {
            return !_disposing.IsCancellationRequested;
        }
    }

    [LoggerMessage(5003, LogLevel.Error, "Something failed that was told of a restored connection to Redis.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        5006,
        LogLevel.Error,
        "Could not look whether the connection to Redis is restored. It is looked at again, at least every 16 s; this line comes once until that succeeds.")]
    private static partial void LogLookFailed(ILogger logger, Exception exception);
}
