using LiveSubmissions.Transport;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Diagnostics;

/// <summary>Asks each Redis server for its version, role, memory and clock, for the doctor.</summary>
internal static class ServerInspection
{
    public static async Task<IReadOnlyList<TransportServer>> RunAsync(ConnectionMultiplexer client, TimeProvider time, CancellationToken cancellationToken)
    {
        // Throws, with the reason, if no server can be reached.
        await client.GetDatabase().PingAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        var servers = client.GetServers().Where(static server => server.IsConnected && server.ServerType != ServerType.Sentinel);
        return await Task.WhenAll(servers.Select(server => InspectAsync(server, time, cancellationToken))).ConfigureAwait(false);
    }

    private static async Task<TransportServer> InspectAsync(IServer server, TimeProvider time, CancellationToken cancellationToken)
    {
        var latency = await server.PingAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        var before = time.GetUtcNow();
        var clock = await server.TimeAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        var after = time.GetUtcNow();
        var memory = await MemoryAsync(server, cancellationToken).ConfigureAwait(false);
        return new TransportServer(
            EndPointText.From(server.EndPoint),
            server.Version.ToString(),
            server.IsReplica,
            memory.GetValueOrDefault("maxmemory_policy"),
            long.TryParse(memory.GetValueOrDefault("maxmemory"), out var bytes) ? bytes : 0,
            TransportServer.AheadBy(new DateTimeOffset(clock, TimeSpan.Zero), before, after),
            latency);
    }

    /// <summary>The server's memory settings; empty if the user may not read them.</summary>
    private static async Task<Dictionary<string, string>> MemoryAsync(IServer server, CancellationToken cancellationToken)
    {
        try
        {
            var info = await server.InfoAsync("memory").WaitAsync(cancellationToken).ConfigureAwait(false);
            return info.SelectMany(static section => section).ToDictionary(static line => line.Key, static line => line.Value);
        }
        catch (RedisServerException)
        {
            return [];
        }
    }
}
