using System.Net.WebSockets;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Wire;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>Writes to a WebSocket, each message a text frame. How bytes get onto the wire is known here alone.</summary>
internal sealed class SocketWriter(WebSocket socket, SendBacklog backlog, bool skipsRepeats) : IClientWriter
{
    private ReadOnlyMemory<byte> _last;

    public ValueTask UntilSentAsync(CancellationToken cancel) => backlog.UntilSentAsync(cancel);

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
