using LiveSubmissions.AspNetCore.Answers;
using LiveSubmissions.AspNetCore.Origins;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>Maps the hub, with the same origin check and headers as the other endpoints.</summary>
internal static class HubEndpoint
{
    private const string Pattern = "/hubs/submissions";
    private const string Methods = "GET, POST, DELETE, OPTIONS";

    // By default SignalR cuts a client that has not taken a message within ten seconds. A slow client takes some memory and delays nobody, so it is not cut.
    // SignalR finds a dead client by its missing pings.
    private static readonly TimeSpan NeverCutSlowClients = TimeSpan.FromDays(1);

    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints)
    {
        var origins = endpoints.ServiceProvider.GetRequiredService<CrossOrigin>();
        var node = endpoints.ServiceProvider.GetRequiredService<NodeHeader>();
        MapPreflight(endpoints, Pattern, origins);
        MapPreflight(endpoints, Pattern + "/negotiate", origins);

        var hub = endpoints.MapHub<SubmissionHub>(Pattern, static options => options.TransportSendTimeout = NeverCutSlowClients);
        hub.WithDisplayName("LiveSubmissions SignalR").NeverCached().WithMetadata(new DisableRequestTimeoutAttribute());
        hub.Add(endpoint =>
        {
            var serve = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = async http =>
            {
                node.AddTo(http.Response);

                // SignalR sets the headers of its event stream just before the stream starts, so they are changed later than that. A WebSocket needs no such
                // callback, and would keep it in memory as long as it lives.
                if (http.Request.Headers.Upgrade.Count == 0) http.Response.OnStarting(StartAsync, http.Response);
                if (await origins.AdmitAsync(http, SubmissionHub.EndpointName).ConfigureAwait(false)) await serve(http).ConfigureAwait(false);
            };
        });
        return hub;
    }

    private static Task StartAsync(object state)
    {
        var response = (HttpResponse)state;
        if (response.ContentType == "text/event-stream") response.MarkAsStreamForProxies();
        return Task.CompletedTask;
    }

    /// <summary>A preflight has no credentials, so the authorization of the hub must not apply to it.</summary>
    private static void MapPreflight(IEndpointRouteBuilder endpoints, string pattern, CrossOrigin origins) =>
        endpoints.MapMethods(pattern, ["OPTIONS"], http => origins.AnswerPreflightAsync(http, SubmissionHub.EndpointName, Methods))
            .WithDisplayName("LiveSubmissions SignalR preflight")
            .NeverCached()
            .WithMetadata(new AllowAnonymousAttribute());
}

/// <summary>
/// The logger factory of the hub's connection handler. SignalR logs each exception of a hub's method as an error with a stack trace. A refusal and a client
/// that has left are no errors, and a client must not be able to fill the log with them, so they become debug lines.
/// </summary>
internal sealed class HubLogs(ILoggerFactory inner) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new HubLogger(inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    /// <summary>Does nothing: the inner factory belongs to the host.</summary>
    public void Dispose()
    {
    }

    private sealed class HubLogger(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is HubException or OperationCanceledException) inner.Log(LogLevel.Debug, eventId, state, exception: null, formatter);
            else inner.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
