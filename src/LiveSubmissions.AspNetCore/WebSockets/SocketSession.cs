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
    /// <summary>The longest message that is read to its end, in bytes.</summary>
    private const int MaxMessageBytes = 4096;

    private const int BufferBytes = 1024;

    /// <summary>Reads what a client sends, which is nothing that matters: until it closes, and so that its pongs are seen.</summary>
    protected override async Task WatchAsync()
    {
        var size = 0;
        try
        {
            while (true)
            {
                // Waiting takes no buffer; most connections wait for as long as they live.
                var arrival = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
                if (arrival is { EndOfMessage: false, MessageType: not WebSocketMessageType.Close }) arrival = await TakeAsync().ConfigureAwait(false);
                if (arrival.MessageType == WebSocketMessageType.Close) break;

                // What follows a message that is too long is still read: the client's close must be.
                size += arrival.Count;
                if (size > MaxMessageBytes) End(CloseCode.MessageTooBig);
                if (arrival.EndOfMessage) size = 0;
            }

            End(CloseCode.Normal);
        }
        catch (Exception)
        {
            // Gone without a close, or cut by this session: either way nothing more can come.
            End(null);
        }
    }

    protected override Task SayWhyAsync(CloseCode code, CancellationToken deadline) => socket.CloseOutputAsync(code.Status, code.Reason, deadline);

    protected override bool IsGone(Exception exception) => exception is WebSocketException or IOException || socket.State != WebSocketState.Open;

    /// <remarks>Aborting the socket alone would leave a write pending whose bytes nobody takes.</remarks>
    protected override void Cut()
    {
        socket.Abort();
        http.Abort();
    }

    private async ValueTask<ValueWebSocketReceiveResult> TakeAsync()
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
