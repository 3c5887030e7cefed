using System.Net.WebSockets;
using LiveSubmissions.AspNetCore.Access;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Views;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Diagnostics;
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
    /// <summary>The endpoint's name in the log.</summary>
    public const string EndpointName = "WebSocket";

    private readonly WebEndpointsOptions _options = options.Value;
    private readonly ILogger _logger = new SafeLogger(logger);

    /// <summary>Comes before whatever looks at the handshake.</summary>
    public void BeforeHandshake(HttpContext http) => FrameUpgrade.AddTo(http, _options.WritesPastStream);

    /// <param name="http">The request.</param>
    /// <param name="source">Says what it may follow.</param>
    public Task HandleAsync(HttpContext http, ViewSource source)
    {
        if (!http.WebSockets.IsWebSocketRequest) return PlainAnswer.WriteAsync(http, StatusCodes.Status426UpgradeRequired, NotAWebSocket(http));
        return origins.Allows(http.Request) ? ConnectAsync(http, source) : origins.RefuseAsync(http, EndpointName);
    }

    /// <remarks>
    /// Nothing is accepted before the client has its cursor, or is refused: it takes the upgrade for the proof that it follows. A refusal too is told after
    /// the upgrade, since a page cannot see why a handshake fails.
    /// </remarks>
    private async Task ConnectAsync(HttpContext http, ViewSource source)
    {
        var dialect = Dialect.Choose(http.WebSockets.WebSocketRequestedProtocols);
        var opened = await follower.OpenAsync(new FollowRequest(EndpointName, http, source, Since.From(http.Request), dialect)).ConfigureAwait(false);
        if (opened is null) return;
        await using var cursorDisposal = opened.ConfigureAwait(false);
        using var socket = await AcceptAsync(http, dialect).ConfigureAwait(false);
        var writer = new SocketWriter(socket, http.Features.Get<FrameUpgrade>()?.Stream, SendBacklog.For(http, time), dialect.SkipsRepeats);
        var session = new SocketSession(socket, http, _options.CloseTimeout, time, _logger);
        var code = await session.RunAsync(cancellationToken => follower.FollowAsync(opened, writer, cancellationToken), lifetime.ApplicationStopping).ConfigureAwait(false);
        EndpointLog.Ended(_logger, EndpointName, http, code);
    }

    private Task<WebSocket> AcceptAsync(HttpContext http, Dialect dialect) => http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
    {
        SubProtocol = dialect.Subprotocol,
        KeepAliveInterval = _options.KeepAliveInterval,
        KeepAliveTimeout = _options.KeepAliveTimeout,
    });

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
}
