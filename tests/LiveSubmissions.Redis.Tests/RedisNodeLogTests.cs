using LiveSubmissions.Redis.Transport;
using LiveSubmissions.Tests.Diagnostics;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Redis.Tests;

public sealed class RedisNodeLogTests(RedisFixture redis) : NodeLogContract, IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly RedisTransport _transport = Node.At(redis.Server.Url);

    protected override ISubmissionTransport Transport => _transport;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _transport.DisposeAsync().AsTask();
}
