namespace LiveSubmissions.Contracts.Endpoints;

/// <summary>
/// What every endpoint must keep. Derive from it, or from <see cref="ResumingEndpointContract"/> or <see cref="PositionedEndpointContract"/> if the endpoint can
/// do what they ask, and say how a client comes to it.
/// </summary>
public abstract partial class EndpointContract
{
    /// <summary>The view of problem 1.</summary>
    protected static EndpointView All { get; } = EndpointView.Problem("1");

    /// <summary>The endpoint under test.</summary>
    protected abstract EndpointDriver Endpoint { get; }

    protected Task<EndpointHost> StartAsync(EndpointSetup? setup = null) => Endpoint.StartAsync(setup ?? new EndpointSetup());

    /// <summary>Follows problem 1, or another view.</summary>
    protected Task<EndpointClient> ConnectAsync(EndpointHost host, string? since = null, EndpointView? view = null) =>
        Endpoint.ConnectAsync(host, new EndpointRequest(view ?? All, since));
}
