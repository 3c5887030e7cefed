using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Connection;

/// <summary>
/// Reports that the connection is restored: once for each change, and only when commands are answered again. The client's events only say when to check:
/// the client raises several for one outage, and <c>ConfigurationChanged</c> also when a connection is lost.
/// </summary>
/// <remarks>
/// A change is one of these: a primary has a new socket; another server is the primary; a subscription has a new server or socket. A change is reported
/// once its server answers a command and no subscription that this server had, or may get, is missing. Which server may get a missing subscription is not
/// known in a cluster while a master is missing; so the changes of the other servers wait at most 16 s.
/// </remarks>
internal sealed partial class RestorationWatch : IAsyncDisposable
{
    /// <summary>One is enough: a check covers all events before it.</summary>
    private readonly Channel<IConnectionMultiplexer> _due = Channel.CreateBounded<IConnectionMultiplexer>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>The pause before another check if something is still missing and no event comes; it doubles each time.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(16);

    private readonly CancellationTokenSource _disposing = new();
    private readonly TimeSpan _commandTimeout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<IConnectionMultiplexer, CancellationToken, Task<SubscriptionsState>> _renew;
    private readonly Action _restored;
    private readonly Task _running;

    /// <summary>The primaries that answered, and the number of each one's socket: the client counts the sockets that it opens.</summary>
    private readonly Dictionary<EndPoint, long> _primaries = [];

    /// <summary>The servers whose change is not reported yet, and when each change was seen.</summary>
    private readonly Dictionary<EndPoint, long> _changed = [];
    private bool _complained;

    /// <param name="commandTimeout">How long one command may take.</param>
    /// <param name="time">For the pauses.</param>
    /// <param name="logger">The log for errors of this class and of its handlers.</param>
    /// <param name="renew">Asks for missing subscriptions again, and returns the state of all of them.</param>
    /// <param name="restored">Called once for each restoration.</param>
    public RestorationWatch(
        TimeSpan commandTimeout,
        TimeProvider time,
        ILogger logger,
        Func<IConnectionMultiplexer, CancellationToken, Task<SubscriptionsState>> renew,
        Action restored)
    {
        _commandTimeout = commandTimeout;
        _time = time;
        _logger = logger;
        _renew = renew;
        _restored = restored;
        _running = RunAsync();
    }

    /// <summary>Starts with a new client: its present connections do not count as restored. Call this before the first <see cref="Check"/>.</summary>
    public void Begin(IConnectionMultiplexer client)
    {
        _primaries.Clear();
        foreach (var primary in Primaries(client)) _primaries[primary.EndPoint] = SocketOf(primary);
    }

    /// <summary>Something happened to a connection: checks soon whether it is restored.</summary>
    public void Check(IConnectionMultiplexer client) => _due.Writer.TryWrite(client);

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
            while (await TryCheckAsync(client).ConfigureAwait(false) && await PauseAsync(pause).ConfigureAwait(false))
            {
                pause = pause < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>If a check fails, the watch goes on.</summary>
    private async Task<bool> TryCheckAsync(IConnectionMultiplexer client)
    {
        try
        {
            var again = await CheckAsync(client).ConfigureAwait(false);
            _complained = false;
            return again;
        }
        catch (Exception) when (_disposing.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e)
        {
            if (!_complained) LogCheckFailed(_logger, e);
            _complained = true;
            return true;
        }
    }

    /// <returns>Whether to check again even if no event comes: something is still missing, or does not answer.</returns>
    private async Task<bool> CheckAsync(IConnectionMultiplexer client)
    {
        using var timeout = new CancellationTokenSource(_commandTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _disposing.Token);
        var subscriptions = await _renew(client, either.Token).ConfigureAwait(false);
        foreach (var server in subscriptions.Moved) _changed.TryAdd(server, _time.GetTimestamp());

        // The number of the socket is read before the ping. If the socket changes in between, the next check sees a change.
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

        // A replica is ignored until it becomes a primary, and then that is the change.
        foreach (var replica in client.GetServers().Where(static server => server.IsReplica))
        {
            _primaries.Remove(replica.EndPoint);
            _changed.Remove(replica.EndPoint);
        }

        if (subscriberAnswers && Settle(answering, subscriptions.Lost)) ReportRestored();
        var open = subscriptions.Missing || !subscriberAnswers || answering.Count < primaries.Length || _changed.Count > 0;
        return open && client.IsConnected;
    }

    /// <returns>Whether there was a change to report now.</returns>
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

    private void ReportRestored()
    {
        try
        {
            _restored();
        }
        catch (Exception e)
        {
            // A handler may fail; the next restoration is reported in any case.
            LogHandlerFailed(_logger, e);
        }
    }

    private async Task<bool> AnswersAsync(Task<TimeSpan> ping)
    {
        try
        {
            await ping.WaitAsync(_commandTimeout, _time, _disposing.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception) when (!_disposing.IsCancellationRequested)
        {
            // Whatever the reason is, the server did not answer the command.
            return false;
        }
    }

    /// <returns>True if no event came in the pause; after an event, the loop checks at once.</returns>
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

    [LoggerMessage(5003, LogLevel.Error, "A handler of a restored connection to Redis failed.")]
    private static partial void LogHandlerFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        5006,
        LogLevel.Error,
        "Cannot check whether the connection to Redis is restored. The check is repeated at least every 16 s; this line is not repeated until a check succeeds.")]
    private static partial void LogCheckFailed(ILogger logger, Exception exception);
}

/// <summary>The state of all subscriptions, after the client has asked for the missing ones again.</summary>
internal sealed class SubscriptionsState
{
    /// <summary>Whether there are any subscriptions.</summary>
    public bool Any { get; set; }

    /// <summary>Whether a subscription has no server.</summary>
    public bool Missing { get; set; }

    /// <summary>The servers that have a subscription which they did not have before, or have it on a new socket.</summary>
    public HashSet<EndPoint> Moved { get; } = [];

    /// <summary>The last servers of subscriptions that no server has now, because the server that should have them cannot be asked yet.</summary>
    public HashSet<EndPoint> Lost { get; } = [];
}
