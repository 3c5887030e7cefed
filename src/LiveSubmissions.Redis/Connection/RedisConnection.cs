using System.Net;
using LiveSubmissions.Redis.Failures;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace LiveSubmissions.Redis.Connection;

/// <summary>One connection to Redis. The first call makes it, the client reconnects it when it is lost, and disposing closes it.</summary>
internal sealed partial class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan CloseDeadline = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly RedisUrl _url;
    private readonly RedisTransportOptions _options;
    private readonly ILogger _logger;
    private readonly RestorationWatch _watch;
    private readonly ConnectionTrial _trial;
    private Task<ConnectionMultiplexer>? _connecting;
    private bool _disposed;

    public RedisConnection(RedisUrl url, RedisTransportOptions options, TimeProvider time, ILogger logger)
    {
        _url = url;
        _options = options;
        _logger = logger;
        _trial = new ConnectionTrial(Configuration, time);
        _watch = new RestorationWatch(options.AttemptTimeout, time, logger, RenewAsync, () => Restored?.Invoke());
    }

    /// <summary>A connection is lost: notifications may be missing from now on.</summary>
    public event Action? Interrupted;

    /// <summary>
    /// A connection may be back. The handler asks for missing subscriptions again, and returns the state of all subscriptions. At most one handler.
    /// </summary>
    public event Func<IConnectionMultiplexer, CancellationToken, Task<SubscriptionsState>>? Renewing;

    /// <summary>Commands are answered again, and the subscriptions are back. Raised once for each restoration, and never for a loss.</summary>
    public event Action? Restored;

    /// <summary>Whether some servers answer, and all of these are replicas.</summary>
    public bool SeesReplicasOnly
    {
        get
        {
            var answering = Array.FindAll(Client?.GetServers() ?? [], static server => server.IsConnected);
            return answering.Length > 0 && Array.TrueForAll(answering, static server => server.IsReplica);
        }
    }

    /// <summary>The client, once it exists. It may be disconnected.</summary>
    private ConnectionMultiplexer? Client
    {
        get
        {
            lock (_gate) return _connecting is { IsCompletedSuccessfully: true } made ? made.Result : null;
        }
    }

    /// <summary>Finds out why there is no connection; <see langword="null"/> if there is one.</summary>
    public async ValueTask<ConnectionLoss?> FindLossAsync(Exception call, CancellationToken cancellationToken) =>
        Client is { IsConnected: true } ? null : new ConnectionLoss(await _trial.RunAsync(call, cancellationToken).ConfigureAwait(false));

    /// <summary>Whether to use sharded pub/sub: in a cluster that has it. Without it, each notification would go to every node of the cluster.</summary>
    public static bool IsSharded(IConnectionMultiplexer client) =>
        Array.Exists(client.GetServers(), static server => server.ServerType == ServerType.Cluster && server.Features.ShardedPubSub);

    public static bool IsCluster(IConnectionMultiplexer client) =>
        Array.Exists(client.GetServers(), static server => server.ServerType == ServerType.Cluster);

    /// <summary>
    /// Whether a cluster's server has moved a key's slot to another server: it is still a primary, and says that another one has the slot. A server that
    /// still claims the slot is a primary that was cut off from the cluster; the writes that it accepts are lost.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="identity">The server's run id and replication id, as <c>log.lua</c> keeps them.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<bool> HasGivenAwayAsync(IConnectionMultiplexer client, string identity, RedisKey key, CancellationToken cancellationToken)
    {
        foreach (var primary in client.GetServers().Where(static server => server.IsConnected && !server.IsReplica))
        {
            if (await IdentityAsync(primary, cancellationToken).ConfigureAwait(false) != identity) continue;
            try
            {
                await primary.ExecuteAsync("EXISTS", [key], CommandFlags.NoRedirect).WaitAsync(cancellationToken).ConfigureAwait(false);
                return false;
            }
            catch (RedisServerException e)
            {
                return RedisErrorCodes.HasMoved(e.Message);
            }
        }

        return false;
    }

    public ValueTask<ConnectionMultiplexer> GetAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _connecting) is { IsCompletedSuccessfully: true } made && !Volatile.Read(ref _disposed)
            ? ValueTask.FromResult(made.Result)
            : ConnectOrWaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Task<ConnectionMultiplexer>? connecting;
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            connecting = _connecting;
        }

        await _watch.DisposeAsync().ConfigureAwait(false);
        await _trial.DisposeAsync().ConfigureAwait(false);
        if (connecting is null) return;
        try
        {
            var client = await connecting.WaitAsync(CloseDeadline).ConfigureAwait(false);
            await client.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or RedisCommandException or TimeoutException)
        {
            // There was no connection to close. If the connect succeeds later, ConnectAsync closes it.
        }
    }

    private async ValueTask<ConnectionMultiplexer> ConnectOrWaitAsync(CancellationToken cancellationToken)
    {
        Task<ConnectionMultiplexer> connecting;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(ISubmissionTransport));

            // If the first connect failed (for instance because the Sentinels did not know a master yet), the next call connects again.
            if (_connecting is null || (_connecting.IsCompleted && !_connecting.IsCompletedSuccessfully))
            {
                _connecting = Task.Run(ConnectAsync, CancellationToken.None);
            }

            connecting = _connecting;
        }

        return connecting.IsCompletedSuccessfully ? connecting.Result : await connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private ConfigurationOptions Configuration()
    {
        var configuration = _url.ToConfiguration();
        configuration.Defaults = new ClientDefaults(_options.AttemptTimeout);
        configuration.AbortOnConnectFail = false;
        configuration.BacklogPolicy = BacklogPolicy.FailFast;

        // Only the client checks this; it grants nothing on the server. Without it the client does not send INFO, which the doctor needs.
        configuration.AllowAdmin = true;
        _options.ConfigureClient?.Invoke(configuration);
        return configuration;
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var client = await ConnectionMultiplexer.ConnectAsync(Configuration()).ConfigureAwait(false);
        _watch.Begin(client);
        client.ConnectionFailed += OnFailed;
        client.ConnectionRestored += (_, e) =>
        {
            LogRestored(_logger, e.ConnectionType, _url.Description);
            _watch.Check(client);
        };

        // A replica that becomes the primary may lack the log's last entries, even if no connection was lost.
        client.ConfigurationChanged += (_, _) => _watch.Check(client);

        // For events that happened before the handlers were added.
        _watch.Check(client);
        if (Volatile.Read(ref _disposed)) await client.DisposeAsync().ConfigureAwait(false);
        return client;
    }

    private Task<SubscriptionsState> RenewAsync(IConnectionMultiplexer client, CancellationToken cancellationToken) =>
        Renewing?.Invoke(client, cancellationToken) ?? Task.FromResult(new SubscriptionsState());

    private void OnFailed(object? sender, ConnectionFailedEventArgs e)
    {
        LogInterrupted(_logger, e.ConnectionType, _url.Description, e.FailureType);

        // A lost replica is ignored: nothing is read from a replica, and no subscription is there.
        if (sender is not IConnectionMultiplexer client || !IsReplica(client, e.EndPoint)) Interrupted?.Invoke();
    }

    private static bool IsReplica(IConnectionMultiplexer client, EndPoint? server) =>
        Array.Exists(client.GetServers(), known => known.IsReplica && Equals(known.EndPoint, server));

    /// <summary>A server's run id and replication id; <see langword="null"/> if it does not answer.</summary>
    private static async Task<string?> IdentityAsync(IServer server, CancellationToken cancellationToken)
    {
        try
        {
            var process = await server.InfoAsync("server").WaitAsync(cancellationToken).ConfigureAwait(false);
            var replication = await server.InfoAsync("replication").WaitAsync(cancellationToken).ConfigureAwait(false);
            var fields = process.Concat(replication).SelectMany(static section => section).DistinctBy(static line => line.Key).ToDictionary();
            return $"{fields.GetValueOrDefault("run_id")} {fields.GetValueOrDefault("master_replid")}";
        }
        catch (Exception e) when (e is RedisException or RedisCommandException or TimeoutException)
        {
            return null;
        }
    }

    [LoggerMessage(
        5001,
        LogLevel.Warning,
        "Lost the {Connection} connection of {Redis}: {Failure}. The client connects again, with no limit of time.")]
    private static partial void LogInterrupted(ILogger logger, ConnectionType connection, string redis, ConnectionFailureType failure);

    [LoggerMessage(5002, LogLevel.Information, "The {Connection} connection of {Redis} is back.")]
    private static partial void LogRestored(ILogger logger, ConnectionType connection, string redis);
}

/// <summary>
/// The client's settings that the URL does not set. With them, the client notices and replaces a dead connection within seconds.
/// </summary>
/// <param name="attemptTimeout">How long one try of a call may take.</param>
internal sealed class ClientDefaults(TimeSpan attemptTimeout) : DefaultOptionsProvider
{
    /// <summary>The client keeps trying to connect if the server is down when the application starts, as it does if the server goes down later.</summary>
    public override bool AbortOnConnectFail => false;

    /// <summary>
    /// Calls fail at once while disconnected, and the outbox sends them later. If the client kept them, it would send them with an old not-after.
    /// </summary>
    public override BacklogPolicy BacklogPolicy => BacklogPolicy.FailFast;

    public override TimeSpan? ConnectTimeout => TimeSpan.FromSeconds(2);

    // These four close a half-open connection within 5 to 6 s. With the client's own defaults, an idle subscriber never notices one.
    public override TimeSpan SyncTimeout => attemptTimeout;

    public override TimeSpan KeepAliveInterval => TimeSpan.FromSeconds(1);

    public override TimeSpan HeartbeatInterval => TimeSpan.FromMilliseconds(500);

    public override bool HeartbeatConsistencyChecks => true;

    /// <summary>How often the client checks the servers' roles. A failover that breaks no connection is noticed by this.</summary>
    public override TimeSpan ConfigCheckInterval => TimeSpan.FromSeconds(5);

    /// <summary>At most about a second between two attempts to connect.</summary>
    public override IReconnectRetryPolicy ReconnectRetryPolicy =>
        new ExponentialRetry(deltaBackOffMilliseconds: 100, maxDeltaBackOffMilliseconds: 1000);
}
