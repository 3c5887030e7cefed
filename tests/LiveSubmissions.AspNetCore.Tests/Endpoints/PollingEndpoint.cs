using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

/// <summary>Polling, with a long wait.</summary>
internal sealed class PollingEndpoint : WebEndpoint
{
    public override async Task<EndpointClient> OpenAsync(Uri address, EndpointRequest request)
    {
        var wire = new ClientWire(request.IsNarrow);
        var client = new PollingEndpointClient(new Uri(address, $"/{request.View.Route}/changes"), wire, request.Since);
        using var deadline = new CancellationTokenSource(EndpointClient.Deadline);
        await client.AskAsync(deadline.Token);
        return client;
    }

    /// <summary>Live from the first answer on, which is there already.</summary>
    public override Task<EndpointClient> ConnectAsync(EndpointHost host, EndpointRequest request) => OpenAsync(host.Address, request);
}
