using LiveSubmissions.AspNetCore.Client;
using LiveSubmissions.AspNetCore.WebSockets;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the web side.</summary>
public static class LiveSubmissionsEndpointExtensions
{
    private const string SocketPattern = "/ws/problems/{problemId}/submissions/";
    private const string ClientPattern = "/live-submissions.js";

    /// <summary>
    /// Maps <c>/ws/problems/{problemId}/submissions/</c>, with and without the last slash, and the browser client <c>/live-submissions.js</c>.
    /// The host need not call <c>UseWebSockets()</c>.
    /// </summary>
    /// <remarks>
    /// Conventions that are added to what this returns hold for the WebSocket endpoint; the browser client is a public file. Authorization that is
    /// required here answers 401 or 403 before the upgrade, which a browser's page cannot tell from a server that is down: prefer
    /// <c>AddAccess</c>, whose close codes say what is the matter.
    /// </remarks>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <exception cref="InvalidOperationException"><c>AddWebEndpoints()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapLiveSubmissions(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var socket = endpoints.ServiceProvider.GetService<SubmissionSocketEndpoint>() ?? throw new InvalidOperationException(
            "MapLiveSubmissions() needs services that are not there. "
            + "Call builder.Services.AddLiveSubmissions().AddWebEndpoints() before the application is built.");

        endpoints.MapLiveSubmissionsClient();
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets();
        pipeline.Run(socket.HandleAsync);

        // No method is named: a WebSocket begins with GET over HTTP/1.1 and with CONNECT over HTTP/2.
        return endpoints.Map(SocketPattern, pipeline.Build())
            .WithDisplayName("LiveSubmissions WebSocket")
            .WithMetadata(new DisableRequestTimeoutAttribute());
    }

    /// <summary>
    /// Maps the browser client <c>/live-submissions.js</c> alone, for a host that serves pages and no sockets. It needs no services;
    /// <see cref="MapLiveSubmissions"/> maps it too, so call one of the two.
    /// </summary>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    public static IEndpointConventionBuilder MapLiveSubmissionsClient(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.MapMethods(ClientPattern, ["GET", "HEAD"], ClientScript.ServeAsync)
            .WithDisplayName("LiveSubmissions browser client")
            .WithMetadata(new AllowAnonymousAttribute());
    }
}
