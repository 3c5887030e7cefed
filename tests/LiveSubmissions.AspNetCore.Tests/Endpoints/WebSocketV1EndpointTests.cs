using LiveSubmissions.Contracts.Endpoints;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

public sealed class WebSocketV1EndpointTests : PositionedEndpointContract
{
    protected override EndpointDriver Endpoint { get; } = new WebSocketEndpoint(WireClient.V1);

    public sealed class AdditionalGroup : AdditionalGroupContract
    {
        protected override EndpointDriver Endpoint { get; } = new WebSocketEndpoint(WireClient.V1);
    }
}
