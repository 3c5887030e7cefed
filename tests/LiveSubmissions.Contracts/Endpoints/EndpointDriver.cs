namespace LiveSubmissions.Contracts.Endpoints;

/// <summary>An endpoint under test: how its application is started, and how a client comes to it.</summary>
public abstract class EndpointDriver
{
    /// <summary>Starts an application with the endpoint, as the setup says.</summary>
    public abstract Task<EndpointHost> StartAsync(EndpointSetup setup);

    /// <summary>Comes to an address. Who is refused learns it from the first <see cref="EndpointClient.ReceiveAsync"/>.</summary>
    public abstract Task<EndpointClient> OpenAsync(Uri address, EndpointRequest request);

    /// <summary>Comes to an address that lets it in, and returns as soon as the client takes itself for connected.</summary>
    public virtual Task<EndpointClient> ComeAsync(Uri address, EndpointRequest request) => OpenAsync(address, request);

    /// <summary>Comes to a host that lets it in, and returns once what the log accepts from now on will reach the client.</summary>
    public virtual async Task<EndpointClient> ConnectAsync(EndpointHost host, EndpointRequest request)
    {
        var before = host.Attached;
        var client = await OpenAsync(host.Address, request);
        await Eventually.TrueAsync(() => host.Attached > before, "the client is attached");
        return client;
    }
}
