using LiveSubmissions.AspNetCore.Access;
using LiveSubmissions.AspNetCore.Doctor;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>Maps the hub, guarded as the other endpoints are.</summary>
internal static class HubEndpoint
{
    private const string Pattern = "/hubs/submissions";
    private const string Methods = "GET, POST, DELETE, OPTIONS";

    // SignalR cuts a client that has not taken a message within ten seconds. A slow one costs its place and nothing else, and is kept; a dead one
    // is found by its missing pings.
    private static readonly TimeSpan NobodyIsCutForBeingSlow = TimeSpan.FromDays(1);

    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints)
    {
        var origins = endpoints.ServiceProvider.GetRequiredService<CrossOrigin>();
        var node = endpoints.ServiceProvider.GetRequiredService<NodeHeader>();
        MapPreflight(endpoints, Pattern, origins);
        MapPreflight(endpoints, Pattern + "/negotiate", origins);

        var hub = endpoints.MapHub<SubmissionHub>(Pattern, static options => options.TransportSendTimeout = NobodyIsCutForBeingSlow);
        hub.WithDisplayName("LiveSubmissions SignalR").NeverCached().WithMetadata(new DisableRequestTimeoutAttribute());
        hub.Add(endpoint =>
        {
            var serve = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = async http =>
            {
                node.AddTo(http.Response);

                // SignalR sets headers of its own for its event stream, just before that starts. A WebSocket, which stays, is not to keep the callback.
                if (http.Request.Headers.Upgrade.Count == 0) http.Response.OnStarting(StartAsync, http.Response);
                if (await origins.AdmitAsync(http, SubmissionHub.EndpointName).ConfigureAwait(false)) await serve(http).ConfigureAwait(false);
            };
        });
        return hub;
    }

    private static Task StartAsync(object state)
    {
        var response = (HttpResponse)state;
        if (response.ContentType == "text/event-stream") response.IsStreamToProxies();
        return Task.CompletedTask;
    }

    /// <summary>A preflight carries no credentials: what is required of the hub's callers is not of it.</summary>
    private static void MapPreflight(IEndpointRouteBuilder endpoints, string pattern, CrossOrigin origins) =>
        endpoints.MapMethods(pattern, ["OPTIONS"], http => origins.AnswerPreflightAsync(http, SubmissionHub.EndpointName, Methods))
            .WithDisplayName("LiveSubmissions SignalR preflight")
            .NeverCached()
            .WithMetadata(new AllowAnonymousAttribute());
}
