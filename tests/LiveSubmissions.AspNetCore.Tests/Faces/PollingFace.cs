using LiveSubmissions.Contracts.Faces;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

/// <summary>Polling, with a long wait.</summary>
internal sealed class PollingFace : WebFace
{
    public override async Task<FaceClient> OpenAsync(Uri address, FaceRequest request)
    {
        var wire = new ClientWire(request.IsNarrow);
        var client = new PollingFaceClient(new Uri(address, $"/{request.View.Route}/changes"), wire, request.Since);
        using var deadline = new CancellationTokenSource(FaceClient.Deadline);
        await client.AskAsync(deadline.Token);
        return client;
    }

    /// <summary>Live from the first answer on, which is there already.</summary>
    public override Task<FaceClient> ConnectAsync(FaceHost host, FaceRequest request) => OpenAsync(host.Address, request);
}
