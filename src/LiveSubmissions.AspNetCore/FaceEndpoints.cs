using LiveSubmissions.AspNetCore.Views;
using LiveSubmissions.AspNetCore.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore;

/// <summary>Maps a view once for each face: which faces there are, and under which addresses, is here and nowhere else.</summary>
internal sealed class FaceEndpoints
{
    private readonly IEndpointRouteBuilder _endpoints;
    private readonly SubmissionSocketEndpoint _sockets;

    private FaceEndpoints(IEndpointRouteBuilder endpoints, SubmissionSocketEndpoint sockets)
    {
        _endpoints = endpoints;
        _sockets = sockets;
    }

    /// <exception cref="InvalidOperationException"><c>AddWebEndpoints()</c> was not called.</exception>
    public static FaceEndpoints Of(IEndpointRouteBuilder endpoints, string caller)
    {
        var sockets = endpoints.ServiceProvider.GetService<SubmissionSocketEndpoint>() ?? throw new InvalidOperationException(
            $"{caller}() needs services that are not there. "
            + "Call builder.Services.AddLiveSubmissions().AddWebEndpoints() before the application is built.");
        return new FaceEndpoints(endpoints, sockets);
    }

    /// <param name="view">The route without its face.</param>
    /// <param name="source">Says what a request to it may follow.</param>
    public IReadOnlyList<IEndpointConventionBuilder> Map(string view, ViewSource source) => [MapSocket(view, source)];

    private IEndpointConventionBuilder MapSocket(string view, ViewSource source)
    {
        var pipeline = _endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets();
        pipeline.Run(http => _sockets.HandleAsync(http, source));

        // No method is named: a WebSocket begins with GET over HTTP/1.1 and with CONNECT over HTTP/2.
        return _endpoints.Map($"/ws/{view}/", pipeline.Build())
            .WithDisplayName($"LiveSubmissions WebSocket {view}")
            .WithMetadata(new DisableRequestTimeoutAttribute());
    }
}
