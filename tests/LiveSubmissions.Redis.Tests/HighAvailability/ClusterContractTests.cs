using LiveSubmissions.Contracts;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Redis.Tests.HighAvailability;

/// <summary>The Redis transport keeps the transport contract in a cluster.</summary>
[Collection(HighAvailabilityCollection.Name)]
[Trait("Category", "Slow")]
public sealed class ClusterContractTests(ClusterFixture redis) : TransportContract, IClassFixture<ClusterFixture>
{
    protected override ValueTask<ISubmissionTransport> CreateTransportAsync(LiveSubmissionsOptions options, TimeProvider time) =>
        ValueTask.FromResult<ISubmissionTransport>(Node.At(redis.Cluster.Url, options, time));
}
