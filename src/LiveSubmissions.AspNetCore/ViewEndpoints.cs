using LiveSubmissions.AspNetCore.Access;
using LiveSubmissions.AspNetCore.Doctor;
using LiveSubmissions.AspNetCore.Polling;
using LiveSubmissions.AspNetCore.ServerSentEvents;
using LiveSubmissions.AspNetCore.Views;
using LiveSubmissions.AspNetCore.WebSockets;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore;

/// <summary>Maps a view once for each endpoint: which endpoints there are, and under which addresses, is here and nowhere else.</summary>
internal sealed class ViewEndpoints
{
    private const string Methods = "GET, OPTIONS";

    private readonly IEndpointRouteBuilder _endpoints;
    private readonly SubmissionSocketEndpoint _sockets;
    private readonly SubmissionEventsEndpoint _events;
    private readonly SubmissionChangesEndpoint _changes;
    private readonly CrossOrigin _crossOrigin;
    private readonly NodeHeader _node;

    private ViewEndpoints(IEndpointRouteBuilder endpoints, SubmissionSocketEndpoint sockets)
    {
        _endpoints = endpoints;
        _sockets = sockets;
        _events = endpoints.ServiceProvider.GetRequiredService<SubmissionEventsEndpoint>();
        _changes = endpoints.ServiceProvider.GetRequiredService<SubmissionChangesEndpoint>();
        _crossOrigin = endpoints.ServiceProvider.GetRequiredService<CrossOrigin>();
        _node = endpoints.ServiceProvider.GetRequiredService<NodeHeader>();
    }

    /// <exception cref="InvalidOperationException"><c>AddWebEndpoints()</c> was not called.</exception>
    public static ViewEndpoints Create(IEndpointRouteBuilder endpoints, string caller)
    {
        SettingsCheck.Run(endpoints.ServiceProvider);
        var sockets = endpoints.ServiceProvider.GetService<SubmissionSocketEndpoint>() ?? throw new InvalidOperationException(
            $"{caller}() needs services that are not there. "
            + "Call builder.Services.AddLiveSubmissions().AddWebEndpoints() before the application is built.");
        return new ViewEndpoints(endpoints, sockets);
    }

    /// <param name="view">The route without its endpoint.</param>
    /// <param name="source">Says what a request to it may follow.</param>
    public IReadOnlyList<IEndpointConventionBuilder> Map(string view, ViewSource source) =>
    [
        MapSocket(view, source),
        .. MapHttp($"/sse/{view}/", SubmissionEventsEndpoint.EndpointName, http => _events.HandleAsync(http, source)),
        .. MapHttp($"/{view}/changes", SubmissionChangesEndpoint.EndpointName, http => _changes.HandleAsync(http, source)),
    ];

    private IEndpointConventionBuilder MapSocket(string view, ViewSource source)
    {
        var pipeline = _endpoints.CreateApplicationBuilder();
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

        // No method is named: a WebSocket begins with GET over HTTP/1.1 and with CONNECT over HTTP/2.
        return _endpoints.Map($"/ws/{view}/", pipeline.Build())
            .WithDisplayName($"LiveSubmissions WebSocket {view}")
            .NeverCached()
            .WithMetadata(new DisableRequestTimeoutAttribute());
    }

    private IEndpointConventionBuilder[] MapHttp(string pattern, string endpoint, RequestDelegate handle)
    {
        var name = $"LiveSubmissions {endpoint} {pattern}";
        return
        [
            _endpoints.MapMethods(pattern, ["GET"], (RequestDelegate)(http => HandleAsync(http, endpoint, handle)))
                .WithDisplayName(name)
                .NeverCached()
                .WithMetadata(new DisableRequestTimeoutAttribute()),

            // A preflight carries no credentials: what is required of the request itself must not be required of it.
            _endpoints.MapMethods(pattern, ["OPTIONS"], (RequestDelegate)(http => _crossOrigin.AnswerPreflightAsync(http, endpoint, Methods)))
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
