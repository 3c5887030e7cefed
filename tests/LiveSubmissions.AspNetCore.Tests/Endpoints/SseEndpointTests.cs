using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

public sealed class SseEndpointTests : PositionedEndpointContract
{
    protected override EndpointDriver Endpoint { get; } = new SseEndpoint();

    public sealed class AdditionalGroup : AdditionalGroupContract
    {
        protected override EndpointDriver Endpoint { get; } = new SseEndpoint();
    }
}
