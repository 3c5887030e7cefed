using LiveSubmissions.Contracts.Endpoints;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

/// <summary>The WebSocket, in one of its dialects.</summary>
internal sealed class WebSocketEndpoint(string? subprotocol) : WebEndpoint
{
    public override async Task<EndpointClient> OpenAsync(Uri address, EndpointRequest request)
    {
        var since = request.Since is null ? "" : $"?since={request.Since}";
        var wire = new ClientWire(request.IsNarrow);
        var client = await WireClient.ConnectAsync(new Uri(address, $"/ws/{request.View.Route}/{since}"), wire, subprotocol);
        return new WebSocketEndpointClient(client, wire, resumes: request.Since is not null);
    }
}
