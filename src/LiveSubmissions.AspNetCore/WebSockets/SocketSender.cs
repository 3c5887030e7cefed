using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>Writes to a connection's socket itself, past what the server has before it.</summary>
internal sealed class SocketSender(Socket socket)
{
    /// <summary>A sender for a request's connection, or nothing where bytes do not go onto the wire as they are: over TLS or HTTP/2, or without a socket.</summary>
    public static SocketSender? Of(HttpContext http)
    {
        if (!HttpProtocol.IsHttp11(http.Request.Protocol) || http.Features.Get<ITlsHandshakeFeature>() is not null) return null;
        return http.Features.Get<IConnectionSocketFeature>()?.Socket is { SocketType: SocketType.Stream } socket ? new SocketSender(socket) : null;
    }

    /// <summary>Complete at once as long as the kernel takes all of it. It is not to be cancelled: a frame that was sent in part must be followed by its rest.</summary>
    /// <exception cref="IOException">The connection is gone.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<byte> frames)
    {
        try
        {
            var sending = socket.SendAsync(frames, SocketFlags.None, CancellationToken.None);
            if (!sending.IsCompletedSuccessfully) return SendRestAsync(frames, sending);
            var sent = sending.Result;
            return sent == frames.Length ? ValueTask.CompletedTask : SendRestAsync(frames, new ValueTask<int>(sent));
        }
        catch (Exception exception) when (IsGone(exception))
        {
            throw Gone(exception);
        }
    }

    private static bool IsGone(Exception exception) => exception is SocketException or ObjectDisposedException;

    private static IOException Gone(Exception exception) => new("The connection is gone.", exception);

    private async ValueTask SendRestAsync(ReadOnlyMemory<byte> frames, ValueTask<int> sending)
    {
        try
        {
            // Each turn takes at least a byte away, or throws.
            for (frames = frames[await sending..]; frames.Length > 0;)
            {
                frames = frames[await socket.SendAsync(frames, SocketFlags.None, CancellationToken.None)..];
            }
        }
        catch (Exception exception) when (IsGone(exception))
        {
            throw Gone(exception);
        }
    }
}
