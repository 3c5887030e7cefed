using System.Net.WebSockets;

namespace LiveSubmissions.Tool.Protocol;

/// <summary>A WebSocket that asks for the dialect live-submissions.v1.</summary>
internal sealed class ServerSocket : IAsyncDisposable
{
    public const string Dialect = "live-submissions.v1";

    private const int MaxMessageBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan CloseDeadline = TimeSpan.FromMilliseconds(300);

    private readonly ClientWebSocket _socket;
    private readonly Queue<ServerMessage> _read = new();
    private byte[] _buffer = new byte[16 * 1024];

    private ServerSocket(ClientWebSocket socket) => _socket = socket;

    /// <summary>Whether the server speaks the dialect that was asked for.</summary>
    public bool SpeaksV1 => _socket.SubProtocol == Dialect;

    /// <exception cref="HandshakeException">There is no WebSocket at the address, or it cannot be reached.</exception>
    public static async Task<ServerSocket> ConnectAsync(Uri address, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(Dialect);
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.Proxy = null;
        foreach (var (name, value) in headers) socket.Options.SetRequestHeader(name, value);
        try
        {
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            return new ServerSocket(socket);
        }
        catch (WebSocketException exception)
        {
            var status = (int)socket.HttpStatusCode;
            socket.Dispose();
            throw new HandshakeException(status, exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The next message. After the connection has ended, for any reason, every call returns <see cref="ServerMessage.Closed"/>.</summary>
    public async Task<ServerMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_read.TryDequeue(out var message)) return message;
            try
            {
                if (await FrameAsync(cancellationToken).ConfigureAwait(false) is not { } frame) return Closed();
                foreach (var read in ServerMessage.Read(frame)) _read.Enqueue(read);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                return new ServerMessage.Closed(1006, exception.Message);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var deadline = new CancellationTokenSource(CloseDeadline);
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
            {
                // The server is gone, or does not read.
            }
        }

        _socket.Dispose();
    }

    /// <summary>One whole message; <see langword="null"/> after the server has closed.</summary>
    private async ValueTask<ReadOnlyMemory<byte>?> FrameAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
            {
                if (length >= MaxMessageBytes) throw new InvalidDataException($"The server sent a message of more than {MaxMessageBytes} bytes.");
                Array.Resize(ref _buffer, length * 2);
            }

            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            length += part.Count;
            if (part.EndOfMessage) return _buffer.AsMemory(0, length);
        }
    }

    private ServerMessage.Closed Closed() => new((int)(_socket.CloseStatus ?? (WebSocketCloseStatus)1006), _socket.CloseStatusDescription ?? "");
}

/// <summary>A WebSocket could not be opened.</summary>
/// <param name="status">The HTTP status of the response; 0 if there was no response.</param>
/// <param name="inner">The client's exception.</param>
internal sealed class HandshakeException(int status, Exception inner) : Exception(
    status == 0 ? inner.GetBaseException().Message : $"The server answered {status} instead of opening a WebSocket.", inner)
{
    public int Status { get; } = status;
}
