using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>
/// Replaces the server's upgrade feature of a request (over HTTP/1.1 an upgrade, over HTTP/2 an extended CONNECT). It wraps the stream of the connection before
/// the WebSocket is made from it, so that the endpoint can write frames to the same stream.
/// </summary>
internal sealed class FrameUpgrade : IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    private readonly IHttpUpgradeFeature? _upgrade;
    private readonly IHttpExtendedConnectFeature? _connect;
    private readonly SocketSender? _past;

    private FrameUpgrade(IHttpUpgradeFeature? upgrade, IHttpExtendedConnectFeature? connect, SocketSender? past)
    {
        _past = past;
        _upgrade = upgrade;
        _connect = connect;
    }

    /// <summary>The connection; <see langword="null"/> before the upgrade.</summary>
    public FrameStream? Stream { get; private set; }

    bool IHttpUpgradeFeature.IsUpgradableRequest => _upgrade?.IsUpgradableRequest ?? false;

    bool IHttpExtendedConnectFeature.IsExtendedConnect => _connect?.IsExtendedConnect ?? false;

    string? IHttpExtendedConnectFeature.Protocol => _connect?.Protocol;

    /// <summary>
    /// Replaces the features of a request. It must run before the WebSocket middleware. A server that has neither feature, such as the in-memory test server,
    /// is left unchanged.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="pastStream">Whether frames go directly to the connection's socket where that is possible.</param>
    public static void AddTo(HttpContext http, bool pastStream)
    {
        var upgrade = http.Features.Get<IHttpUpgradeFeature>();
        var connect = http.Features.Get<IHttpExtendedConnectFeature>();
        if (upgrade is not { IsUpgradableRequest: true } && connect is not { IsExtendedConnect: true }) return;

        // The application's own UseWebSockets() has run already and has kept the server's features.
        http.Features.Set<IHttpWebSocketFeature>(null);
        var ours = new FrameUpgrade(upgrade, connect, pastStream ? SocketSender.For(http) : null);
        http.Features.Set(ours);
        if (upgrade is not null) http.Features.Set<IHttpUpgradeFeature>(ours);
        if (connect is not null) http.Features.Set<IHttpExtendedConnectFeature>(ours);
    }

    async Task<Stream> IHttpUpgradeFeature.UpgradeAsync() => Stream = new FrameStream(await _upgrade!.UpgradeAsync().ConfigureAwait(false), _past);

    async ValueTask<Stream> IHttpExtendedConnectFeature.AcceptAsync() => Stream = new FrameStream(await _connect!.AcceptAsync().ConfigureAwait(false));
}
