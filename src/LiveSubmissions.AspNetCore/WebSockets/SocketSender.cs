using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>Writes to a connection's socket itself, past what the server has before it.</summary>
internal sealed class SocketSender
{
    private readonly Socket _socket;

    public SocketSender(Socket socket)
    {
        // Calls that would wait say so instead; those that the server makes of its own accord never wait in the call.
        socket.Blocking = false;
        _socket = socket;
    }

    /// <summary>A sender for a request's connection, or nothing where bytes do not go onto the wire as they are: over TLS or HTTP/2, or without a socket.</summary>
    public static SocketSender? For(HttpContext http)
    {
        if (!HttpProtocol.IsHttp11(http.Request.Protocol) || http.Features.Get<ITlsHandshakeFeature>() is not null) return null;
        try
        {
            return http.Features.Get<IConnectionSocketFeature>()?.Socket is { SocketType: SocketType.Stream } socket ? new SocketSender(socket) : null;
        }
        catch (Exception exception) when (IsGone(exception))
        {
            // The client is gone already, as the stream will find.
            return null;
        }
    }

    /// <summary>Complete at once as long as the kernel takes all of it. It is not to be cancelled: a frame that was sent in part must be followed by its rest.</summary>
    /// <exception cref="IOException">The connection is gone.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<byte> frames)
    {
        try
        {
            // Not SendAsync at once: what it sets up for a wait costs more than all else on this side of the kernel.
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
            // Each turn takes at least a byte away, or throws.
            while (frames.Length > 0) frames = frames[await _socket.SendAsync(frames, SocketFlags.None, CancellationToken.None).ConfigureAwait(false)..];
        }
        catch (Exception exception) when (IsGone(exception))
        {
            throw Gone(exception);
        }
    }
}
