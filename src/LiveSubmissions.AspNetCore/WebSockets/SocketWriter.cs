using System.Net.WebSockets;
using LiveSubmissions.AspNetCore.Wire;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>
/// The only thing that writes messages to a client, one call at a time. How bytes get onto the wire is known here alone.
/// </summary>
internal sealed class SocketWriter(WebSocket socket, SendBacklog backlog, bool skipsRepeats)
{
    private ReadOnlyMemory<byte> _last;

    /// <summary>Waits until what was written is on its way: what is read only then is the newest.</summary>
    public ValueTask UntilSentAsync(CancellationToken cancel) => backlog.UntilSentAsync(cancel);

    /// <summary>
    /// Writes messages. Complete at once as long as the client reads; else when it has read enough, however long that takes: a slow reader
    /// waits here and costs nothing more.
    /// </summary>
    public ValueTask WriteAsync(WireMessages messages)
    {
        var first = 0;
        if (skipsRepeats && messages.Count > 0)
        {
            // Each submission stands in a batch once, so only a batch's first message can be what was sent last.
            if (messages[0].Span.SequenceEqual(_last.Span)) first = 1;
            _last = messages[^1];
        }

        return messages.Count - first == 1 ? WriteAsync(messages[first]) : WriteAllAsync(messages, first);
    }

    private async ValueTask WriteAllAsync(WireMessages messages, int first)
    {
        for (var i = first; i < messages.Count; i++) await WriteAsync(messages[i]);
    }

    private ValueTask WriteAsync(ReadOnlyMemory<byte> text) =>
        socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
}
