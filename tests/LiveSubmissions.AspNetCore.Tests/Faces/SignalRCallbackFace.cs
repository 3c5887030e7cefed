using LiveSubmissions.Contracts.Faces;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

/// <summary>The hub's callbacks, as front ends have them that joined a group before.</summary>
internal sealed class SignalRCallbackFace : WebFace
{
    public override async Task<FaceClient> OpenAsync(Uri address, FaceRequest request)
    {
        var wire = new ClientWire(request.IsNarrow);
        var hub = HubWire.Connection(address, wire, messagePack: false);
        var client = new SignalRCallbackClient(hub, wire, HubWire.Id(request.View.ProblemId!));
        using var deadline = new CancellationTokenSource(FaceClient.Deadline);
        await hub.StartAsync(deadline.Token);
        await client.JoinAsync(request.Since, deadline.Token);
        return client;
    }

    protected override void Build(WebApplicationBuilder builder) => builder.Services.AddSignalR();
}
