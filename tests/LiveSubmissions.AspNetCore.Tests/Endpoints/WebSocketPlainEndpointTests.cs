using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

public sealed class WebSocketPlainEndpointTests : ResumingEndpointContract
{
    protected override EndpointDriver Endpoint { get; } = new WebSocketEndpoint(subprotocol: null);

    public sealed class AdditionalGroup : AdditionalGroupContract
    {
        protected override EndpointDriver Endpoint { get; } = new WebSocketEndpoint(subprotocol: null);
    }
}
