using LiveSubmissions.TestKit.Redis;
using StackExchange.Redis;

namespace LiveSubmissions.Drills.Tests.Support;

/// <summary>An operator at a server, and what the server itself counts.</summary>
internal sealed class RedisAdmin : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _client;

    private RedisAdmin(ConnectionMultiplexer client) => _client = client;

    public static async Task<RedisAdmin> ConnectAsync(RedisServer server)
    {
        var options = new ConfigurationOptions { AllowAdmin = true, Password = server.Password, EndPoints = { { "127.0.0.1", server.Port } } };
        return new RedisAdmin(await ConnectionMultiplexer.ConnectAsync(options));
    }

    public Task DoAsync(string command, params object[] arguments) => _client.GetServers()[0].ExecuteAsync(command, arguments);

    /// <summary>How often the server carried out a command, inside scripts too.</summary>
    public async Task<long> CallsAsync(string command)
    {
        var statistics = await _client.GetServers()[0].InfoAsync("commandstats");
        return statistics.SelectMany(static section => section)
            .Where(pair => pair.Key == $"cmdstat_{command}")
            .Sum(static pair => long.Parse(pair.Value.Split("calls=")[1].Split(',')[0]));
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
