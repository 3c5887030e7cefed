using System.Net.WebSockets;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Wire;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>Writes to a WebSocket, each message a text frame. How bytes get onto the wire is known here alone.</summary>
/// <param name="socket">The socket.</param>
/// <param name="frames">Its connection; <see langword="null"/> where the server does not show it.</param>
/// <param name="backlog">What is under way to the client.</param>
/// <param name="skipsRepeats">Whether the same message is not sent twice in a row.</param>
internal sealed class SocketWriter(WebSocket socket, FrameStream? frames, SendBacklog backlog, bool skipsRepeats) : IClientWriter
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
            // Each submission stands in a batch once, so only a batch's first message can be what was sent last.
            if (messages[0].Span.SequenceEqual(_last.Span)) first = 1;
            _last = messages[^1];
        }

        if (first == messages.Count) return ValueTask.CompletedTask;
        return frames is null ? WriteEachAsync(messages, first) : WriteAllAsync(frames, messages, first);
    }

    /// <summary>In one write, of bytes that all connections share.</summary>
    private ValueTask WriteAllAsync(FrameStream stream, WireMessages messages, int first)
    {
        var bytes = first == 0 ? messages.Frames : messages.Frames[TextFrames.LengthOf(messages[0].Length)..];
        backlog.Add(bytes.Length);
        return stream.WriteFramesAsync(bytes);
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
