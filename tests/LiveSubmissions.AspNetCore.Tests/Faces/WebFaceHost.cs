using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Contracts.Faces;

namespace LiveSubmissions.AspNetCore.Tests.Faces;

/// <summary>A web application for the face contracts.</summary>
internal sealed class WebFaceHost(WebSide web, Func<int> requests) : FaceHost
{
    public override Uri Address => web.Address;

    public override IServiceProvider Services => web.App.Services;

    public override int Attached => web.Attached;

    public override int Requests => requests();

    public override Task StopAsync() => web.App.StopAsync();

    public override ValueTask DisposeAsync() => web.DisposeAsync();
}
