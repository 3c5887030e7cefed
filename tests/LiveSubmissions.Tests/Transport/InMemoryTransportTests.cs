using LiveSubmissions.Contracts;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Tests.Transport;

/// <summary>The in-memory transport keeps the contract that every transport keeps.</summary>
public sealed class InMemoryTransportTests : TransportContract
{
    private ISubmissionTransport? _transport;

    protected override ValueTask<ISubmissionTransport> CreateTransportAsync(LiveSubmissionsOptions options, TimeProvider time) =>
        ValueTask.FromResult(_transport ??= new InMemoryTransport(new OptionsWrapper<LiveSubmissionsOptions>(options), time));
}
