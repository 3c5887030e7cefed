using LiveSubmissions.Redis.Resilience;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Connection;

/// <summary>
/// Waits until replicas have what was written over a connection. WAIT counts from the last write of its own connection: over another one, it
/// would be answered at once and promise nothing. So the connection's id is asked for before the write and after the wait.
/// </summary>
internal sealed class ReplicaAcknowledgement
{
    private readonly IServer _server;
    private readonly long _connection;

    private ReplicaAcknowledgement(IServer server, long connection)
    {
        _server = server;
        _connection = connection;
    }

    /// <summary>To be called before the write.</summary>
    /// <param name="client">The client that writes. Whatever else it does waits too.</param>
    /// <param name="key">What is written.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<ReplicaAcknowledgement> ExpectAsync(ConnectionMultiplexer client, RedisKey key, CancellationToken cancellationToken)
    {
        var server = client.GetServer(key, flags: CommandFlags.DemandMaster);
        return new ReplicaAcknowledgement(server, await ConnectionAsync(server).WaitAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>To be called once the write was answered.</summary>
    /// <exception cref="TooFewReplicasException">Too few replicas have it, or none can be known to have it.</exception>
    public async Task ReceiveAsync(int count, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var acknowledged = _server.ExecuteAsync("WAIT", count, (long)timeout.TotalMilliseconds);
        var connection = ConnectionAsync(_server);
        await Task.WhenAll(acknowledged, connection).WaitAsync(cancellationToken).ConfigureAwait(false);
        var replicas = await connection.ConfigureAwait(false) == _connection ? (long)await acknowledged.ConfigureAwait(false) : 0;
        if (replicas < count) throw new TooFewReplicasException(replicas);
    }

    private static async Task<long> ConnectionAsync(IServer server) => (long)await server.ExecuteAsync("CLIENT", "ID").ConfigureAwait(false);
}
