using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

public sealed class SignalRMessagePackEndpointTests : PositionedEndpointContract
{
    protected override EndpointDriver Endpoint { get; } = new SignalREndpoint(messagePack: true);

    /// <summary>SignalR cuts its connections itself; that a stream ends with the code before, EndTests prove.</summary>
    protected override bool MayLoseTheStop => true;
}
