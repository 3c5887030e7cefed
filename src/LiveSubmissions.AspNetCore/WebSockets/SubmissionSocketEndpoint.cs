using LiveSubmissions.AspNetCore.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>Turns a request into a connection: what is wrong with it before the upgrade is answered in HTTP, the rest with a close code.</summary>
internal sealed class SubmissionSocketEndpoint(
    OriginCheck origins,
    Follower follower,
    IOptions<WebEndpointsOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<SubmissionSocketEndpoint> logger)
{
    private readonly WebEndpointsOptions _options = options.Value;

    public Task HandleAsync(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest) return AnswerAsync(http, StatusCodes.Status426UpgradeRequired, NotAWebSocket(http));
        if (!origins.Allows(http.Request)) return AnswerAsync(http, StatusCodes.Status403Forbidden, Refused(http));
        return ConnectAsync(http);
    }

    private async Task ConnectAsync(HttpContext http)
    {
        var dialect = Dialect.Choose(http.WebSockets.WebSocketRequestedProtocols);
        var accept = new WebSocketAcceptContext
        {
            SubProtocol = dialect.Subprotocol,
            KeepAliveInterval = _options.KeepAliveInterval,
            KeepAliveTimeout = _options.KeepAliveTimeout,
        };
        using var socket = await http.WebSockets.AcceptWebSocketAsync(accept);
        var writer = new SocketWriter(socket, SendBacklog.Of(http, time), dialect.SkipsRepeats);
        var session = new SocketSession(socket, http, _options.CloseTimeout, time, logger);
        var code = await session.RunAsync(cancel => follower.FollowAsync(http, dialect, writer, cancel), lifetime.ApplicationStopping);

        var path = Printable.Text(http.Request.Path.ToString());
        if (code is null) WebSocketLog.Vanished(logger, path);
        else WebSocketLog.Closed(logger, path, code.Number, code.Reason);
    }

    private static string NotAWebSocket(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.SecWebSocketVersion = "13";
        if (HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            headers.Upgrade = "websocket";
            headers.Connection = "Upgrade";
        }

        return "This address is a WebSocket: open it with one, or let /live-submissions.js do so. "
            + "If you did, then a proxy on the way has dropped the Upgrade and Connection headers; configure it to pass them on.";
    }

    private string Refused(HttpContext http)
    {
        var origin = Printable.Text(http.Request.Headers.Origin.ToString());
        WebSocketLog.OriginRefused(logger, origin, origins.Setting);
        return $"Pages of the origin {origin} may not connect here. If they should, add it to {origins.Setting}. "
            + $"The endpoint's own origin, by the Host header {Printable.Text(http.Request.Host.ToString())}, is always allowed.";
    }

    private static Task AnswerAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(text + "\n", http.RequestAborted);
    }
}
