using System.Net.WebSockets;
using LiveSubmissions.AspNetCore.Answers;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Origins;
using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>
/// The WebSocket endpoint. A request that is no WebSocket handshake, or has a foreign origin, is refused with an HTTP status. Every other refusal is a close
/// code after the upgrade.
/// </summary>
internal sealed class SubmissionSocketEndpoint(
    OriginCheck origins,
    ClientFollower follower,
    IOptions<WebEndpointsOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<SubmissionSocketEndpoint> logger)
{
    /// <summary>The endpoint's name in the log.</summary>
    public const string EndpointName = "WebSocket";

    private readonly WebEndpointsOptions _options = options.Value;
    private readonly ILogger _logger = new SafeLogger(logger);

    /// <summary>Must run before the WebSocket middleware.</summary>
    public void BeforeHandshake(HttpContext http) => FrameUpgrade.AddTo(http, _options.WritesPastStream);

    /// <param name="http">The request.</param>
    /// <param name="source">Decides what the request may follow.</param>
    public Task HandleAsync(HttpContext http, ViewSource source)
    {
        if (!http.WebSockets.IsWebSocketRequest) return Answer.WriteTextAsync(http, StatusCodes.Status426UpgradeRequired, NotAWebSocket(http));
        return origins.Allows(http.Request) ? ConnectAsync(http, source) : origins.RefuseAsync(http, EndpointName);
    }

    /// <remarks>
    /// The upgrade is accepted only after the cursor is open or the client is refused: the client takes the upgrade as proof that it gets every later
    /// update. A refusal, too, is told after the upgrade, because a page cannot see why a handshake fails.
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
        var code = await session
            .RunAsync(cancellationToken => follower.FollowAsync(opened, writer, cancellationToken), lifetime.ApplicationStopping)
            .ConfigureAwait(false);
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

        return "This address is a WebSocket: open it with a WebSocket client, or with /live-submissions.js. "
            + "If you did, a proxy on the way has dropped the Upgrade and Connection headers; configure it to pass them on.";
    }
}
