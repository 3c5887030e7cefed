using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

public sealed class SignalRCallbackEndpointTests : EndpointContract
{
    protected override EndpointDriver Endpoint { get; } = new SignalRCallbackEndpoint();

    /// <summary>The connection, which the client may have for other things too, is closed by SignalR.</summary>
    protected override int? CodeOfAStoppingHost => null;
}
