using System.Net.Sockets;
using LiveSubmissions.Feed;

namespace LiveSubmissions.FanOut.Servers;

/// <summary>The sockets of a group, and the one cursor that all are written from.</summary>
internal sealed class BareGroup
{
    private const byte FinalText = 0x81;
    private const byte LengthIn16Bits = 126;

    private readonly FeedCursor _cursor;
    private Socket[] _sockets = [];

    public BareGroup(FeedCursor cursor)
    {
        _cursor = cursor;
        _ = RunAsync();
    }

    /// <summary>One call at a time.</summary>
    public void Add(Socket socket) => _sockets = [.. _sockets, socket];

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var frames = Frames(await _cursor.ReadAsync());
                foreach (var socket in _sockets) socket.Send(frames, SocketFlags.None, out _);
            }
        }
        catch (ObjectDisposedException)
        {
            // The feed stopped.
        }
    }

    private static byte[] Frames(FeedBatch batch)
    {
        var frames = new List<byte>();
        foreach (var entry in batch.Entries)
        {
            var length = entry.State.PlainLength + 1;
            frames.AddRange(length < LengthIn16Bits ? [FinalText, (byte)length] : [FinalText, LengthIn16Bits, (byte)(length >> 8), (byte)length]);
            frames.AddRange(entry.State.Json.Span[..entry.State.PlainLength]);
            frames.Add((byte)'}');
        }

        return [.. frames];
    }
}
