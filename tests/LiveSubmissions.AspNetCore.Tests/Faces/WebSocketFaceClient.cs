using System.Text.Json;
using LiveSubmissions.Contracts.Faces;
using LiveSubmissions.Contracts.Wire;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

internal sealed class WebSocketFaceClient(WireClient client, ClientWire wire, bool resumes) : FaceClient(resumes)
{
    public override void Stall() => wire.Stall();

    public override void Resume() => wire.Resume();

    public override async ValueTask LeaveAsync() => await client.CloseAsync();

    public override async ValueTask DisposeAsync()
    {
        wire.Dispose();
        await client.DisposeAsync();
    }

    protected override async ValueTask<JsonElement> NextAsync(CancellationToken cancel) => JsonDocument.Parse(await client.ReceiveAsync(cancel)).RootElement;
}
