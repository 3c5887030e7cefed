using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.TestKit.Wire;

/// <summary>A WebSocket client that shows what is on the wire: each text message as it came. Every wait has a deadline.</summary>
public sealed class WireClient : IAsyncDisposable
{
    /// <summary>The subprotocol with positions, heartbeats and resync.</summary>
    public const string V1 = "live-submissions.v1";

    /// <summary>How long a test waits for what must come.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket;
    private readonly HttpMessageInvoker _invoker;
    private readonly byte[] _buffer = new byte[16 * 1024];

    private WireClient(ClientWebSocket socket, HttpMessageInvoker invoker)
    {
        _socket = socket;
        _invoker = invoker;
    }

    /// <summary>The subprotocol that the server chose, or <see langword="null"/>.</summary>
    public string? Subprotocol => string.IsNullOrEmpty(_socket.SubProtocol) ? null : _socket.SubProtocol;

    /// <summary>The socket, for tests that misbehave on purpose.</summary>
    public WebSocket Socket => _socket;

    /// <summary>Connects.</summary>
    /// <param name="address">A ws or http address.</param>
    /// <param name="subprotocol">The one to ask for; none for the plain dialect.</param>
    /// <param name="origin">What a browser would say; none for no browser.</param>
    /// <param name="receiveBufferBytes">The size of the socket's receive buffer: small for a client that is to be slow soon.</param>
    /// <param name="configure">Sets what else is to be sent, such as headers.</param>
    public static Task<WireClient> ConnectAsync(
        Uri address,
        string? subprotocol = null,
        string? origin = null,
        int? receiveBufferBytes = null,
        Action<ClientWebSocketOptions>? configure = null)
    {
        var handler = new SocketsHttpHandler { ConnectCallback = (context, cancellationToken) => DialAsync(context.DnsEndPoint, receiveBufferBytes, cancellationToken) };
        return ConnectAsync(address, new HttpMessageInvoker(handler), subprotocol, origin, configure);
    }

    /// <summary>Connects over a wire that the test stalls and cuts.</summary>
    public static Task<WireClient> ConnectAsync(Uri address, ClientWire wire, string? subprotocol = null) =>
        ConnectAsync(address, new HttpMessageInvoker(wire.Handler, disposeHandler: false), subprotocol, origin: null, configure: null);

    private static async Task<WireClient> ConnectAsync(
        Uri address, HttpMessageInvoker invoker, string? subprotocol, string? origin, Action<ClientWebSocketOptions>? configure)
    {
        var socket = new ClientWebSocket();
        if (subprotocol is not null) socket.Options.AddSubProtocol(subprotocol);
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        socket.Options.CollectHttpResponseDetails = true;
        configure?.Invoke(socket.Options);
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await socket.ConnectAsync(ToWebSocket(address), invoker, deadline.Token);
            return new WireClient(socket, invoker);
        }
        catch
        {
            socket.Dispose();
            invoker.Dispose();
            throw;
        }
    }

    /// <summary>The next text message.</summary>
    /// <param name="within">How long to wait for it; <see cref="Deadline"/> unless told.</param>
    /// <exception cref="WireClosedException">The server closed instead.</exception>
    public async Task<string> ReceiveAsync(TimeSpan? within = null)
    {
        using var deadline = new CancellationTokenSource(within ?? Deadline);
        return await ReceiveAsync(deadline.Token);
    }

    /// <summary>The next text message.</summary>
    /// <param name="cancellationToken">Ends the wait, and the connection.</param>
    /// <exception cref="WireClosedException">The server closed instead.</exception>
    public async Task<string> ReceiveAsync(CancellationToken cancellationToken)
    {
        var message = new MemoryStream();
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close) throw await AnswerCloseAsync(cancellationToken);
            message.Write(_buffer, 0, part.Count);
            if (part.EndOfMessage) return Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
        }
    }

    /// <summary>Reads until the server closes, answers, and tells with what it closed.</summary>
    public async Task<WireClosedException> ReceiveCloseAsync()
    {
        while (true)
        {
            try
            {
                await ReceiveAsync();
            }
            catch (WireClosedException closed)
            {
                return closed;
            }
        }
    }

    /// <summary>Sends a text message.</summary>
    public async Task SendAsync(string text)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, deadline.Token);
    }

    /// <summary>Closes as a well-behaved client does and waits for the server's answer.</summary>
    public async Task CloseAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", deadline.Token);
    }

    /// <summary>Leaves without a word.</summary>
    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        _invoker.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<WireClosedException> AnswerCloseAsync(CancellationToken cancellationToken)
    {
        var closed = new WireClosedException((int?)_socket.CloseStatus ?? 1005, _socket.CloseStatusDescription ?? "");
        if (_socket.State == WebSocketState.CloseReceived) await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", cancellationToken);
        return closed;
    }

    private static Uri ToWebSocket(Uri address) =>
        new UriBuilder(address) { Scheme = address.Scheme is "https" or "wss" ? "wss" : "ws" }.Uri;

    private static async ValueTask<Stream> DialAsync(DnsEndPoint to, int? receiveBufferBytes, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBufferBytes is { } bytes) socket.ReceiveBufferSize = bytes;
            await socket.ConnectAsync(to, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
