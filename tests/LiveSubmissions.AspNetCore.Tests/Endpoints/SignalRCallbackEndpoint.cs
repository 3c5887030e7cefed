using LiveSubmissions.Contracts.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

/// <summary>The hub's callbacks, as front ends have them that joined a group before.</summary>
internal sealed class SignalRCallbackEndpoint : WebEndpoint
{
    public override async Task<EndpointClient> OpenAsync(Uri address, EndpointRequest request)
    {
        var wire = new ClientWire(request.IsNarrow);
        var hub = HubWire.Connection(address, wire, messagePack: false);
        var client = new SignalRCallbackClient(hub, wire, HubWire.Id(request.View.ProblemId!));
        using var deadline = new CancellationTokenSource(EndpointClient.Deadline);
        await hub.StartAsync(deadline.Token);
        await client.JoinAsync(request.Since, deadline.Token);
        return client;
    }

    protected override void Build(WebApplicationBuilder builder) => builder.Services.AddSignalR();
}
