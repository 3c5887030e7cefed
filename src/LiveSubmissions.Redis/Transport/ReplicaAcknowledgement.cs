using LiveSubmissions.Redis.Failures;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Transport;

/// <summary>
/// Waits until replicas have a write. WAIT refers to the last write of its own connection: on another connection it would return at once and prove nothing.
/// So the connection's id is read before the write and after the wait, and has to be the same.
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

    /// <summary>Call this before the write.</summary>
    /// <param name="client">The client that writes. Its other commands wait too.</param>
    /// <param name="key">The key that is written.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<ReplicaAcknowledgement> ExpectAsync(ConnectionMultiplexer client, RedisKey key, CancellationToken cancellationToken)
    {
        var server = client.GetServer(key, flags: CommandFlags.DemandMaster);
        return new ReplicaAcknowledgement(server, await ConnectionAsync(server).WaitAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Call this after the reply to the write.</summary>
    /// <exception cref="TooFewReplicasException">Too few replicas have the write, or the connection has changed.</exception>
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
