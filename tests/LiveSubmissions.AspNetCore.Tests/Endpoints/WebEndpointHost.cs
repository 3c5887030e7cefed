using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

/// <summary>A web application for the endpoint contracts.</summary>
internal sealed class WebEndpointHost(WebSide web, Func<int> requests) : EndpointHost
{
    public override Uri Address => web.Address;

    public override IServiceProvider Services => web.App.Services;

    public override int Attached => web.Attached;

    public override int Requests => requests();

    public override Task StopAsync() => web.App.StopAsync();

    public override ValueTask DisposeAsync() => web.DisposeAsync();
}
