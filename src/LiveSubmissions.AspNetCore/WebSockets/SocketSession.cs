using System.Buffers;
using System.Net.WebSockets;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>A WebSocket from the upgrade to its end.</summary>
internal sealed class SocketSession(WebSocket socket, HttpContext http, TimeSpan closeTimeout, TimeProvider time, ILogger logger)
    : ClientSession(SubmissionSocketEndpoint.EndpointName, closeTimeout, time, logger)
{
    /// <summary>The longest message, in bytes, that a client may send.</summary>
    private const int MaxMessageBytes = 4096;

    private const int BufferBytes = 1024;

    /// <summary>
    /// Reads until the client closes. The content of its messages is not used; but without reading, the socket would see neither the close nor the client's
    /// pongs.
    /// </summary>
    protected override async Task WatchAsync()
    {
        var size = 0;
        try
        {
            while (true)
            {
                // A wait with an empty buffer: most connections wait here as long as they live, and should not hold a buffer meanwhile.
                var arrival = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
                if (arrival is { EndOfMessage: false, MessageType: not WebSocketMessageType.Close }) arrival = await ReadMessageAsync().ConfigureAwait(false);
                if (arrival.MessageType == WebSocketMessageType.Close) break;

                // After a message that is too long, reading goes on, because the client's close must be read.
                size += arrival.Count;
                if (size > MaxMessageBytes) End(CloseCode.MessageTooBig);
                if (arrival.EndOfMessage) size = 0;
            }

            End(CloseCode.Normal);
        }
        catch (Exception)
        {
            // The client is gone without a close, or this session has cut the connection.
            End(null);
        }
    }

    protected override Task WriteCloseAsync(CloseCode code, CancellationToken deadline) => socket.CloseOutputAsync(code.Status, code.Reason, deadline);

    protected override bool IsGone(Exception exception) => exception is WebSocketException or IOException || socket.State != WebSocketState.Open;

    /// <remarks>If only the socket were aborted, a write whose bytes the client does not take would stay pending.</remarks>
    protected override void Cut()
    {
        socket.Abort();
        http.Abort();
    }

    private async ValueTask<ValueWebSocketReceiveResult> ReadMessageAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            return await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
