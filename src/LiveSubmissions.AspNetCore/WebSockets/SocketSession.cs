using System.Net.WebSockets;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>A WebSocket from the upgrade to its end.</summary>
internal sealed class SocketSession(WebSocket socket, HttpContext http, TimeSpan closeTimeout, TimeProvider time, ILogger logger)
    : ClientSession(SubmissionSocketEndpoint.Face, closeTimeout, time, logger)
{
    protected override async Task WatchAsync()
    {
        try
        {
            await SocketReceiver.ReceiveAsync(socket, tooBig: () => End(CloseCode.MessageTooBig));
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
}
