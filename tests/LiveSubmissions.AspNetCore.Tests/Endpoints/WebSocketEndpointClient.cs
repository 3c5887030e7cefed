using System.Text.Json;
using LiveSubmissions.Contracts.Endpoints;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

internal sealed class WebSocketEndpointClient(WireClient client, ClientWire wire, bool resumes) : EndpointClient(resumes)
{
    public override void Stall() => wire.Stall();

    public override void Resume() => wire.Resume();

    public override async ValueTask LeaveAsync() => await client.CloseAsync();

    public override async ValueTask DisposeAsync()
    {
        wire.Dispose();
        await client.DisposeAsync();
    }

    protected override async ValueTask<JsonElement> NextAsync(CancellationToken cancellationToken) => JsonDocument.Parse(await client.ReceiveAsync(cancellationToken)).RootElement;
}
