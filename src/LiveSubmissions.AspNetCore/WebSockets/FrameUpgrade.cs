using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>
/// Stands between a request's upgrade and the socket that is made of it, and keeps the connection's stream, so that frames can be written to it beside
/// the socket. Over HTTP/1.1 that is an upgrade, over HTTP/2 an extended CONNECT.
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

    /// <summary>The connection; nothing before it was upgraded.</summary>
    public FrameStream? Stream { get; private set; }

    bool IHttpUpgradeFeature.IsUpgradableRequest => _upgrade?.IsUpgradableRequest ?? false;

    bool IHttpExtendedConnectFeature.IsExtendedConnect => _connect?.IsExtendedConnect ?? false;

    string? IHttpExtendedConnectFeature.Protocol => _connect?.Protocol;

    /// <summary>Puts one before what reads the handshake. A server that has neither, as a test server in memory, is left as it is.</summary>
    /// <param name="http">The request.</param>
    /// <param name="pastStream">Whether frames are to go past the stream where they can.</param>
    public static void AddTo(HttpContext http, bool pastStream)
    {
        var upgrade = http.Features.Get<IHttpUpgradeFeature>();
        var connect = http.Features.Get<IHttpExtendedConnectFeature>();
        if (upgrade is not { IsUpgradableRequest: true } && connect is not { IsExtendedConnect: true }) return;

        // The application's own UseWebSockets() has looked at the request already, and holds on to what it saw.
        http.Features.Set<IHttpWebSocketFeature>(null);
        var ours = new FrameUpgrade(upgrade, connect, pastStream ? SocketSender.For(http) : null);
        http.Features.Set(ours);
        if (upgrade is not null) http.Features.Set<IHttpUpgradeFeature>(ours);
        if (connect is not null) http.Features.Set<IHttpExtendedConnectFeature>(ours);
    }

    async Task<Stream> IHttpUpgradeFeature.UpgradeAsync() => Stream = new FrameStream(await _upgrade!.UpgradeAsync().ConfigureAwait(false), _past);

    async ValueTask<Stream> IHttpExtendedConnectFeature.AcceptAsync() => Stream = new FrameStream(await _connect!.AcceptAsync().ConfigureAwait(false));
}
