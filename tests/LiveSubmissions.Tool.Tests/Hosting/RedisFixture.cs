using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Tool.Tests.Hosting;

/// <summary>One server for the tests of a class that do it no harm; each test has a database of its own.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private RedisServer? _server;
    private int _database;

    public string NextUrl() => _server!.UrlOf(Interlocked.Increment(ref _database) % 16);

    public async Task InitializeAsync() => _server = await RedisServer.StartAsync();

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
