using System.Buffers;
using System.Net.WebSockets;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>Reads what a client sends, which is nothing that matters: until it closes, and so that its pongs are seen.</summary>
internal static class SocketReceiver
{
    /// <summary>The longest message that is read to its end, in bytes.</summary>
    public const int MaxMessageBytes = 4096;

    private const int BufferBytes = 1024;

    /// <summary>Complete once the client has closed.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="tooBig">Called when a message is over the limit. What follows is still read: the client's close must be.</param>
    public static async Task ReceiveAsync(WebSocket socket, Action tooBig)
    {
        var size = 0;
        while (true)
        {
            // Waiting takes no buffer; most connections wait for as long as they live.
            var arrival = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            if (arrival is { EndOfMessage: false, MessageType: not WebSocketMessageType.Close }) arrival = await TakeAsync(socket);
            if (arrival.MessageType == WebSocketMessageType.Close) return;

            size += arrival.Count;
            if (size > MaxMessageBytes) tooBig();
            if (arrival.EndOfMessage) size = 0;
        }
    }

    private static async ValueTask<ValueWebSocketReceiveResult> TakeAsync(WebSocket socket)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            return await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
