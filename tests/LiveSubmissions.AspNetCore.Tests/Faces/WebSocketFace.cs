using LiveSubmissions.Contracts.Faces;
using LiveSubmissions.Contracts.Wire;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

/// <summary>The WebSocket, in one of its dialects.</summary>
internal sealed class WebSocketFace(string? subprotocol) : WebFace
{
    public override async Task<FaceClient> OpenAsync(Uri address, FaceRequest request)
    {
        var since = request.Since is null ? "" : $"?since={request.Since}";
        var wire = new ClientWire(request.IsNarrow);
        var client = await WireClient.ConnectAsync(new Uri(address, $"/ws/{request.View.Route}/{since}"), wire, subprotocol);
        return new WebSocketFaceClient(client, wire, resumes: request.Since is not null);
    }
}
