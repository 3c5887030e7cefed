using LiveSubmissions.Contracts;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Redis.Tests;

/// <summary>The Redis transport keeps the transport contract on a real redis-server.</summary>
public sealed class RedisTransportContractTests(RedisFixture redis) : TransportContract, IClassFixture<RedisFixture>
{
    protected override ValueTask<ISubmissionTransport> CreateTransportAsync(LiveSubmissionsOptions options, TimeProvider time) =>
        ValueTask.FromResult<ISubmissionTransport>(Node.At(redis.Server.Url, options, time));
}
