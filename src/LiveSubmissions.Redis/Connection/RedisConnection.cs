using System.Net;
using LiveSubmissions.Redis.Resilience;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Connection;

/// <summary>The transport's one connection: made with the first call, kept up by the client, closed when disposed.</summary>
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

    /// <summary>A connection is lost: notifications are missing from now on.</summary>
    public event Action? Interrupted;

    /// <summary>A connection may be back: whoever has subscriptions asks for the missing ones again, and says how all of them are. At most one handler.</summary>
    public event Func<IConnectionMultiplexer, CancellationToken, Task<SubscriptionsState>>? Renewing;

    /// <summary>Commands come through again, and the subscriptions are back. Raised once for each restoration, and never for a loss.</summary>
    public event Action? Restored;

    /// <summary>Whether there are servers that answer, and all of them are replicas.</summary>
    public bool SeesReplicasOnly
    {
        get
        {
            var answering = Array.FindAll(Client?.GetServers() ?? [], static server => server.IsConnected);
            return answering.Length > 0 && Array.TrueForAll(answering, static server => server.IsReplica);
        }
    }

    /// <summary>The client, once it is made; it need not be connected.</summary>
    private ConnectionMultiplexer? Client
    {
        get
        {
            lock (_gate) return _connecting is { IsCompletedSuccessfully: true } made ? made.Result : null;
        }
    }

    /// <summary>Why there is no connection; nothing if there is one.</summary>
    public async ValueTask<Disconnection?> WhyDisconnectedAsync(Exception call, CancellationToken cancellationToken) =>
        Client is { IsConnected: true } ? null : new Disconnection(await _trial.RunAsync(call, cancellationToken).ConfigureAwait(false));

    /// <summary>Whether notifications go the sharded way: in a cluster that has it, where plain ones would go to every node.</summary>
    public static bool IsSharded(IConnectionMultiplexer client) =>
        Array.Exists(client.GetServers(), static server => server.ServerType == ServerType.Cluster && server.Features.ShardedPubSub);

    public static bool IsCluster(IConnectionMultiplexer client) =>
        Array.Exists(client.GetServers(), static server => server.ServerType == ServerType.Cluster);

    /// <summary>
    /// Whether a cluster's server has given a key's slot away: it has been a primary all the time, and says that another one has the slot. One that still
    /// claims the slot is a primary that was cut off, and what it takes is lost.
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
                return ServerErrors.HasMoved(e.Message);
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
            // There was no connection to close; one that still comes about is closed where it was made.
        }
    }

    private async ValueTask<ConnectionMultiplexer> ConnectOrWaitAsync(CancellationToken cancellationToken)
    {
        Task<ConnectionMultiplexer> connecting;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(ISubmissionTransport));

            // A first connect that failed (Sentinels that know no master yet, for instance) must not be the last.
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

        // The client's own guard, and no permission on the server: without it, it does not even ask a server how it is (INFO), which the doctor needs.
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
            _watch.Look(client);
        };

        // A replica that becomes the primary may have lost the log's tail, though no connection was lost.
        client.ConfigurationChanged += (_, _) => _watch.Look(client);

        // For what happened before the events were listened to.
        _watch.Look(client);
        if (Volatile.Read(ref _disposed)) await client.DisposeAsync().ConfigureAwait(false);
        return client;
    }

    private Task<SubscriptionsState> RenewAsync(IConnectionMultiplexer client, CancellationToken cancellationToken) =>
        Renewing?.Invoke(client, cancellationToken) ?? Task.FromResult(new SubscriptionsState());

    private void OnFailed(object? sender, ConnectionFailedEventArgs e)
    {
        LogInterrupted(_logger, e.ConnectionType, _url.Description, e.FailureType);

        // Nothing is read from a replica, and no subscription is there: every page of the node would say that it may be old, for nothing.
        if (sender is not IConnectionMultiplexer client || !IsReplica(client, e.EndPoint)) Interrupted?.Invoke();
    }

    private static bool IsReplica(IConnectionMultiplexer client, EndPoint? server) =>
        Array.Exists(client.GetServers(), known => known.IsReplica && Equals(known.EndPoint, server));

    /// <summary>A server's run id and replication id; nothing if it does not say.</summary>
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
        "Lost the {Connection} connection of {Redis}: {Failure}. It is tried again for as long as it takes.")]
    private static partial void LogInterrupted(ILogger logger, ConnectionType connection, string redis, ConnectionFailureType failure);

    [LoggerMessage(5002, LogLevel.Information, "The {Connection} connection of {Redis} is back.")]
    private static partial void LogRestored(ILogger logger, ConnectionType connection, string redis);
}
