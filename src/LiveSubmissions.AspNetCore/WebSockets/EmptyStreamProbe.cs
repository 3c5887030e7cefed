using System.Buffers.Binary;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>
/// Finds out that nothing written to a connection's stream is still under way inside the server, which does not tell: a ping follows a write, and its
/// pong is the proof, unless something was written after it.
/// </summary>
/// <remarks>Whoever owns one guards the writes; pongs are read elsewhere, by one thread at a time.</remarks>
internal sealed class EmptyStreamProbe
{
    private const byte FinalPing = 0x89;

    /// <summary>Behind the first write, the second, the fourth and so on: who is never quiet for as long as a pong takes is not asked for ever.</summary>
    private const int MaxPings = 16;

    private readonly PongReader _pongs = new();
    private int _writes;
    private int _pings;

    /// <summary>Whether it is of no use to go on.</summary>
    public bool GivesUp => _pings == MaxPings;

    /// <summary>Something was written to the stream.</summary>
    /// <returns>The ping to write behind it; or nothing.</returns>
    public byte[]? Wrote()
    {
        _writes++;
        if (GivesUp || _writes < 1 << _pings) return null;
        _pings++;
        var ping = new byte[2 + PongReader.NumberBytes];
        ping[0] = FinalPing;
        ping[1] = PongReader.NumberBytes;
        BinaryPrimitives.WriteInt32BigEndian(ping.AsSpan(2), _writes);
        return ping;
    }

    /// <summary>Something was read from the client.</summary>
    /// <returns>The number of the last write that a pong among it proves to be through; 0 if there is none.</returns>
    public int Read(ReadOnlySpan<byte> bytes) => _pongs.Read(bytes);

    /// <summary>Whether nothing was written after that write.</summary>
    public bool IsLast(int write) => write == _writes;
}
