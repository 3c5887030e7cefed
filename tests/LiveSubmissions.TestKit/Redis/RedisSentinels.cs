using System.Globalization;

namespace LiveSubmissions.TestKit.Redis;

/// <summary>A primary with two replicas, and three Sentinels that watch over them.</summary>
public sealed class RedisSentinels : IAsyncDisposable
{
    private const string Service = "judge";

    private readonly List<RedisServer> _servers = [];
    private readonly List<RedisServer> _sentinels = [];

    private RedisSentinels()
    {
    }

    /// <summary>The Sentinels' URL, which names the service.</summary>
    public string Url => $"redis://{Endpoints}/0?serviceName={Service}";

    /// <summary>The same as a configuration string of the client's.</summary>
    public string ConfigurationString => $"{Endpoints},serviceName={Service}";

    private string Endpoints => string.Join(',', _sentinels.Select(sentinel => $"127.0.0.1:{sentinel.Port}"));

    public static async Task<RedisSentinels> StartAsync()
    {
        var all = new RedisSentinels();
        try
        {
            await all.StartAllAsync();
            return all;
        }
        catch
        {
            await all.DisposeAsync();
            throw;
        }
    }

    /// <summary>The server that the Sentinels name as the primary.</summary>
    public async Task<RedisServer> PrimaryAsync()
    {
        var address = await _sentinels[0].AskAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", Service);
        return _servers.Single(server => address.EndsWith($"\n{server.Port}", StringComparison.Ordinal));
    }

    /// <summary>Kills the primary.</summary>
    public async Task KillPrimaryAsync() => await (await PrimaryAsync()).KillAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _sentinels.Concat(_servers)) await server.DisposeAsync();
    }

    private async Task StartAllAsync()
    {
        var primary = await RedisServer.StartAsync(null, RedisPair.ReplicationArguments);
        _servers.Add(primary);
        for (var i = 0; i < 2; i++) _servers.Add(await RedisServer.StartAsync(null, RedisPair.ReplicationArguments));
        foreach (var replica in _servers.Skip(1)) await replica.AskAsync("REPLICAOF", "127.0.0.1", Text(primary.Port));
        await Eventually.TrueAsync(() => primary.SaysAsync("connected_slaves:2", "INFO", "replication"), "the primary has its replicas");

        var configuration = $"""
            sentinel monitor {Service} 127.0.0.1 {primary.Port} 2
            sentinel down-after-milliseconds {Service} 1000
            sentinel failover-timeout {Service} 5000

            """;
        for (var i = 0; i < 3; i++) _sentinels.Add(await RedisServer.StartAsync(new RedisServerSetup { Sentinel = configuration }));
        foreach (var sentinel in _sentinels)
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    var known = (await sentinel.AskAsync("SENTINEL", "MASTER", Service)).Split('\n');
                    return Field(known, "num-slaves") == "2" && Field(known, "num-other-sentinels") == "2";
                },
                "the Sentinels know each other and the replicas",
                TimeSpan.FromSeconds(40));
        }
    }

    private static string Field(string[] lines, string name) => lines[Array.IndexOf(lines, name) + 1];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
