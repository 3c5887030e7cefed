using LiveSubmissions.Contracts.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

/// <summary>The hub's streams, in one of SignalR's protocols.</summary>
internal sealed class SignalREndpoint(bool messagePack) : WebEndpoint
{
    public override async Task<EndpointClient> OpenAsync(Uri address, EndpointRequest request)
    {
        var wire = new ClientWire(request.IsNarrow);
        var hub = HubWire.Connection(address, wire, messagePack);
        using var deadline = new CancellationTokenSource(EndpointClient.Deadline);
        await hub.StartAsync(deadline.Token);
        return messagePack
            ? await SignalRStreamClient<Dictionary<string, object>>.FollowAsync(hub, wire, request, deadline.Token)
            : await SignalRStreamClient<System.Text.Json.JsonElement>.FollowAsync(hub, wire, request, deadline.Token);
    }

    /// <summary>A stream's first item says that it follows.</summary>
    public override async Task<EndpointClient> ComeAsync(Uri address, EndpointRequest request)
    {
        var client = await OpenAsync(address, request);
        Assert.Equal("hello", (await client.ReceiveAsync()).Type);
        return client;
    }

    protected override void Build(WebApplicationBuilder builder) => builder.Services.AddSignalR().AddMessagePackProtocol();
}
