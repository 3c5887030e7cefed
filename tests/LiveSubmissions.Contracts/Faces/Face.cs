namespace LiveSubmissions.Contracts.Faces;

/// <summary>A face under test: how its application is started, and how a client comes to it.</summary>
public abstract class Face
{
    /// <summary>Starts an application with the face, as the setup says.</summary>
    public abstract Task<FaceHost> StartAsync(FaceSetup setup);

    /// <summary>Comes to an address. Who is refused learns it from the first <see cref="FaceClient.ReceiveAsync"/>.</summary>
    public abstract Task<FaceClient> OpenAsync(Uri address, FaceRequest request);

    /// <summary>Comes to an address that lets it in, and returns as soon as the client takes itself for connected.</summary>
    public virtual Task<FaceClient> ComeAsync(Uri address, FaceRequest request) => OpenAsync(address, request);

    /// <summary>Comes to a host that lets it in, and returns once what the log accepts from now on will reach the client.</summary>
    public virtual async Task<FaceClient> ConnectAsync(FaceHost host, FaceRequest request)
    {
        var before = host.Attached;
        var client = await OpenAsync(host.Address, request);
        await Eventually.TrueAsync(() => host.Attached > before, "the client is attached");
        return client;
    }
}
