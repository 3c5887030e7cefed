using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Views;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.ServerSentEvents;

/// <summary>Turns a request into an event stream. Whatever is wrong with it is told by a last event: an EventSource sees no status.</summary>
internal sealed class SubmissionEventsEndpoint(
    Follower follower,
    IOptions<WebEndpointsOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<SubmissionEventsEndpoint> logger)
{
    /// <summary>The endpoint's name in the log.</summary>
    public const string EndpointName = "SSE";

    private readonly TimeSpan _closeTimeout = options.Value.CloseTimeout;
    private readonly ILogger _logger = new SafeLogger(logger);

    /// <param name="http">The request.</param>
    /// <param name="source">Says what it may follow.</param>
    public async Task HandleAsync(HttpContext http, ViewSource source)
    {
        // An EventSource sends back the last event's id.
        var last = http.Request.Headers["Last-Event-ID"].ToString();
        if (last == SseBlocks.StayAway)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        // Before the first byte: an EventSource takes the headers for the proof that it follows.
        var since = last.Length > 0 ? Since.From(last) : Since.From(http.Request);
        var opened = await follower.OpenAsync(new FollowRequest(EndpointName, http, source, since, Dialect.EventStream)).ConfigureAwait(false);
        if (opened is null) return;
        await using var cursorDisposal = opened.ConfigureAwait(false);
        await BeginAsync(http).ConfigureAwait(false);
        var writer = new SseWriter(http.Response.BodyWriter, SendBacklog.For(http, time));
        var session = new SseSession(http, writer, _closeTimeout, time, _logger);
        var code = await session.RunAsync(cancellationToken => follower.FollowAsync(opened, writer, cancellationToken), lifetime.ApplicationStopping).ConfigureAwait(false);
        EndpointLog.Ended(_logger, EndpointName, http, code);
    }

    private static Task BeginAsync(HttpContext http)
    {
        // Nobody is cut for reading slowly; over HTTP/2 this is a setting of the server alone.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.IsStream();
        return response.StartAsync();
    }
}
