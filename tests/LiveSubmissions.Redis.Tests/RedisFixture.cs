using LiveSubmissions.TestKit.Redis;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Tests;

/// <summary>A real redis-server that a class of tests shares, and a plain client to look at it with.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    public RedisServer Server { get; private set; } = null!;

    public ConnectionMultiplexer Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await RedisServer.StartAsync();
        Client = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{Server.Port},allowAdmin=true");
    }

    public async Task DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }
}
