using LiveSubmissions.AspNetCore.Answers;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Origins;
using LiveSubmissions.AspNetCore.Polling;
using LiveSubmissions.AspNetCore.ServerSentEvents;
using LiveSubmissions.AspNetCore.WebSockets;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.Registration;

/// <summary>Maps a view to the WebSocket, event stream and polling endpoints. The addresses of these endpoints are defined here.</summary>
internal sealed class ViewEndpoints(IEndpointRouteBuilder endpoints)
{
    private const string Methods = "GET, OPTIONS";

    private readonly SubmissionSocketEndpoint _sockets = endpoints.ServiceProvider.GetRequiredService<SubmissionSocketEndpoint>();
    private readonly SubmissionEventsEndpoint _events = endpoints.ServiceProvider.GetRequiredService<SubmissionEventsEndpoint>();
    private readonly SubmissionChangesEndpoint _changes = endpoints.ServiceProvider.GetRequiredService<SubmissionChangesEndpoint>();
    private readonly CrossOrigin _crossOrigin = endpoints.ServiceProvider.GetRequiredService<CrossOrigin>();
    private readonly NodeHeader _node = endpoints.ServiceProvider.GetRequiredService<NodeHeader>();

    /// <param name="view">The route without its endpoint.</param>
    /// <param name="source">Decides what a request to it may follow.</param>
    public IReadOnlyList<IEndpointConventionBuilder> Map(string view, ViewSource source) =>
    [
        MapSocket(view, source),
        .. MapHttp($"/sse/{view}/", SubmissionEventsEndpoint.EndpointName, http => _events.HandleAsync(http, source)),
        .. MapHttp($"/{view}/changes", SubmissionChangesEndpoint.EndpointName, http => _changes.HandleAsync(http, source)),
    ];

    private IEndpointConventionBuilder MapSocket(string view, ViewSource source)
    {
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.Use(next => http =>
        {
            _sockets.BeforeHandshake(http);
            return next(http);
        });
        pipeline.UseWebSockets();
        pipeline.Run(http =>
        {
            _node.AddTo(http.Response);
            return _sockets.HandleAsync(http, source);
        });

        // Mapped without a method: a WebSocket begins with GET over HTTP/1.1 and with CONNECT over HTTP/2.
        return endpoints.Map($"/ws/{view}/", pipeline.Build())
            .WithDisplayName($"LiveSubmissions WebSocket {view}")
            .NeverCached()
            .WithMetadata(new DisableRequestTimeoutAttribute());
    }

    private IEndpointConventionBuilder[] MapHttp(string pattern, string endpoint, RequestDelegate handle)
    {
        var name = $"LiveSubmissions {endpoint} {pattern}";
        return
        [
            endpoints.MapMethods(pattern, ["GET"], (RequestDelegate)(http => HandleAsync(http, endpoint, handle)))
                .WithDisplayName(name)
                .NeverCached()
                .WithMetadata(new DisableRequestTimeoutAttribute()),

            // A preflight has no credentials, so the authorization of the endpoint must not apply to it.
            endpoints.MapMethods(pattern, ["OPTIONS"], (RequestDelegate)(http => _crossOrigin.AnswerPreflightAsync(http, endpoint, Methods)))
                .WithDisplayName(name + " (preflight)")
                .NeverCached()
                .WithMetadata(new AllowAnonymousAttribute()),
        ];
    }

    private async Task HandleAsync(HttpContext http, string endpoint, RequestDelegate handle)
    {
        _node.AddTo(http.Response);
        if (await _crossOrigin.AdmitAsync(http, endpoint).ConfigureAwait(false)) await handle(http).ConfigureAwait(false);
    }
}
