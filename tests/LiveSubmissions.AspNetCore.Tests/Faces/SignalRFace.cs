using LiveSubmissions.Contracts.Faces;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

/// <summary>The hub's streams, in one of SignalR's protocols.</summary>
internal sealed class SignalRFace(bool messagePack) : WebFace
{
    public override async Task<FaceClient> OpenAsync(Uri address, FaceRequest request)
    {
        var wire = new ClientWire(request.IsNarrow);
        var hub = HubWire.Connection(address, wire, messagePack);
        using var deadline = new CancellationTokenSource(FaceClient.Deadline);
        await hub.StartAsync(deadline.Token);
        return messagePack
            ? await SignalRStreamClient<Dictionary<string, object>>.FollowAsync(hub, wire, request, deadline.Token)
            : await SignalRStreamClient<System.Text.Json.JsonElement>.FollowAsync(hub, wire, request, deadline.Token);
    }

    /// <summary>A stream's first item says that it follows.</summary>
    public override async Task<FaceClient> ComeAsync(Uri address, FaceRequest request)
    {
        var client = await OpenAsync(address, request);
        Assert.Equal("hello", (await client.ReceiveAsync()).Type);
        return client;
    }

    protected override void Build(WebApplicationBuilder builder) => builder.Services.AddSignalR().AddMessagePackProtocol();
}
