using LiveSubmissions.AspNetCore.Answers;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.ServerSentEvents;

/// <summary>
/// The endpoint of server-sent events. A refusal is the only event of the stream, because an EventSource does not show the HTTP status to the page.
/// </summary>
internal sealed class SubmissionEventsEndpoint(
    ClientFollower follower,
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
    /// <param name="source">Decides what the request may follow.</param>
    public async Task HandleAsync(HttpContext http, ViewSource source)
    {
        // An EventSource that connects again sends the id of its last event.
        var last = http.Request.Headers["Last-Event-ID"].ToString();
        if (last == SseEncoding.StayAway)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        // Opened before the first byte is sent: the client takes the headers as proof that it gets every later update.
        var since = last.Length > 0 ? Since.From(last) : Since.From(http.Request);
        var opened = await follower.OpenAsync(new FollowRequest(EndpointName, http, source, since, SseEncoding.Dialect)).ConfigureAwait(false);
        if (opened is null) return;
        await using var cursorDisposal = opened.ConfigureAwait(false);
        await BeginAsync(http).ConfigureAwait(false);
        var writer = new SseWriter(http.Response.BodyWriter, SendBacklog.For(http, time));
        var session = new SseSession(http, writer, _closeTimeout, time, _logger);
        var code = await session
            .RunAsync(cancellationToken => follower.FollowAsync(opened, writer, cancellationToken), lifetime.ApplicationStopping)
            .ConfigureAwait(false);
        EndpointLog.Ended(_logger, EndpointName, http, code);
    }

    private static Task BeginAsync(HttpContext http)
    {
        // The server must not cut clients that read slowly. Over HTTP/2 only the server's own setting decides this.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.MarkAsStream();
        return response.StartAsync();
    }
}
