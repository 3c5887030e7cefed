using LiveSubmissions.Contracts;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Redis.Tests.HighAvailability;

/// <summary>The Redis transport keeps the transport contract on servers that Sentinels name.</summary>
[Collection(HighAvailabilityCollection.Name)]
[Trait("Category", "Slow")]
public sealed class SentinelContractTests(SentinelFixture redis) : TransportContract, IClassFixture<SentinelFixture>
{
    protected override ValueTask<ISubmissionTransport> CreateTransportAsync(LiveSubmissionsOptions options, TimeProvider time) =>
        ValueTask.FromResult<ISubmissionTransport>(Node.At(redis.Sentinels.Url, options, time));
}
