using System.Net.Sockets;
using System.Net.WebSockets;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>Writes to a WebSocket, each message as one text frame.</summary>
/// <param name="socket">The socket.</param>
/// <param name="stream">The stream of its connection; <see langword="null"/> where the server does not give access to it.</param>
/// <param name="backlog">Counts what the client has not taken yet.</param>
/// <param name="skipsRepeats">Whether a message is not sent if it equals the last one.</param>
internal sealed class SocketWriter(WebSocket socket, FrameStream? stream, SendBacklog backlog, bool skipsRepeats) : IClientWriter
{
    private ReadOnlyMemory<byte> _last;

    public bool IsSent => backlog.IsSent;

    public ValueTask UntilSentAsync(CancellationToken cancellationToken) => backlog.UntilSentAsync(cancellationToken);

    public ValueTask WriteAsync(WireMessages messages)
    {
        if (messages.Count == 0) return ValueTask.CompletedTask;
        var first = 0;
        if (skipsRepeats)
        {
            // A batch has each submission once, so only its first message can equal the message that was sent last.
            if (messages[0].Span.SequenceEqual(_last.Span)) first = 1;
            _last = messages[^1];
        }

        if (first == messages.Count) return ValueTask.CompletedTask;
        return stream is null ? WriteEachAsync(messages, first) : WriteFramesAsync(stream, messages.FramesFrom(first));
    }

    /// <summary>Writes all frames at once, as bytes that all connections share.</summary>
    private ValueTask WriteFramesAsync(FrameStream connection, ReadOnlyMemory<byte> frames)
    {
        backlog.Add(frames.Length);
        return connection.WriteFramesAsync(frames);
    }

    private async ValueTask WriteEachAsync(WireMessages messages, int first)
    {
        for (var i = first; i < messages.Count; i++)
        {
            backlog.Add(messages[i].Length);
            await socket.SendAsync(messages[i], WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).ConfigureAwait(false);
        }
    }
}

/// <summary>Writes directly to the socket of a connection, not to the server's stream.</summary>
internal sealed class SocketSender
{
    private readonly Socket _socket;

    public SocketSender(Socket socket)
    {
        // A call that would wait returns WouldBlock instead. The server's own calls never wait within the call.
        socket.Blocking = false;
        _socket = socket;
    }

    /// <summary>
    /// A sender for the connection of a request; <see langword="null"/> where bytes do not go onto the wire unchanged (over TLS or HTTP/2), or where there is
    /// no socket.
    /// </summary>
    public static SocketSender? For(HttpContext http)
    {
        if (!HttpProtocol.IsHttp11(http.Request.Protocol) || http.Features.Get<ITlsHandshakeFeature>() is not null) return null;
        try
        {
            return http.Features.Get<IConnectionSocketFeature>()?.Socket is { SocketType: SocketType.Stream } socket ? new SocketSender(socket) : null;
        }
        catch (Exception exception) when (IsGone(exception))
        {
            // The client is gone already. The first write to the stream fails and reports it.
            return null;
        }
    }

    /// <summary>
    /// Sends frames. The task is complete at once if the kernel takes all bytes. It cannot be cancelled: after a part of a frame, its rest must follow.
    /// </summary>
    /// <exception cref="IOException">The connection is gone.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<byte> frames)
    {
        try
        {
            // Send first, and SendAsync only for the rest: what SendAsync prepares for a wait costs more than everything else outside the kernel.
            var sent = _socket.Send(frames.Span, SocketFlags.None, out var error);
            if (sent == frames.Length) return ValueTask.CompletedTask;
            if (error is not SocketError.Success and not SocketError.WouldBlock) throw new SocketException((int)error);
            return SendRestAsync(frames[sent..]);
        }
        catch (Exception exception) when (IsGone(exception))
        {
            throw Gone(exception);
        }
    }

    private static bool IsGone(Exception exception) => exception is SocketException or ObjectDisposedException;

    private static IOException Gone(Exception exception) => new("The connection is gone.", exception);

    private async ValueTask SendRestAsync(ReadOnlyMemory<byte> frames)
    {
        try
        {
            // Each call sends at least one byte, or throws.
            while (frames.Length > 0) frames = frames[await _socket.SendAsync(frames, SocketFlags.None, CancellationToken.None).ConfigureAwait(false)..];
        }
        catch (Exception exception) when (IsGone(exception))
        {
            throw Gone(exception);
        }
    }
}
