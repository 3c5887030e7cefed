using System.Buffers.Binary;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>
/// Finds out when the server has written out everything that was given to a connection's stream; the server does not tell. The probe sends a numbered ping
/// behind a write. The client's pong with that number proves that the write is out, and if nothing was written after it, the stream is empty.
/// </summary>
/// <remarks>The owner allows one write at a time. One other thread at a time may read pongs meanwhile.</remarks>
internal sealed class EmptyStreamProbe
{
    private const byte FinalPing = 0x89;

    /// <summary>
    /// Pings follow the first write, the second, the fourth and so on. A client to which something new is written before each pong arrives is not probed
    /// any more after this many pings.
    /// </summary>
    private const int MaxPings = 16;

    private readonly PongReader _pongs = new();
    private int _writes;
    private int _pings;

    /// <summary>Whether all pings were used up.</summary>
    public bool GivesUp => _pings == MaxPings;

    /// <summary>Counts a write to the stream.</summary>
    /// <returns>The ping to write behind it; <see langword="null"/> if none is due.</returns>
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

    /// <summary>Takes bytes that were read from the client.</summary>
    /// <returns>The number of the last write for which there is a pong among them; 0 if there is none.</returns>
    public int Read(ReadOnlySpan<byte> bytes) => _pongs.Read(bytes);

    /// <summary>Whether nothing was written after that write.</summary>
    public bool IsLast(int write) => write == _writes;
}

/// <summary>
/// Finds numbered pongs among the bytes that a client sends (RFC 6455, section 5.2). The bytes may come in any pieces. It does not report protocol errors: the
/// socket reads the same bytes and finds them.
/// </summary>
internal sealed class PongReader
{
    /// <summary>Four bytes, so that they differ from the pings of the socket itself, which have eight.</summary>
    public const int NumberBytes = 4;

    private const int OpcodeBits = 0x0F;
    private const int Pong = 0x0A;
    private const int Masked = 0x80;
    private const int LengthBits = 0x7F;
    private const int LengthIn16Bits = 126;
    private const int LengthIn64Bits = 127;
    private const int MaskBytes = 4;
    private const int LongestHeader = 2 + 8 + MaskBytes;

    private readonly byte[] _frame = new byte[LongestHeader];
    private int _have;
    private long _skip;

    private bool IsNumbered => (_frame[0] & OpcodeBits) == Pong && _frame[1] == (Masked | NumberBytes);

    /// <returns>The number of the last pong; 0 if there is none.</returns>
    public int Read(ReadOnlySpan<byte> bytes)
    {
        var last = 0;
        while (bytes.Length > 0)
        {
            if (_skip > 0)
            {
                var part = (int)Math.Min(_skip, bytes.Length);
                _skip -= part;
                bytes = bytes[part..];
                continue;
            }

            _frame[_have++] = bytes[0];
            bytes = bytes[1..];
            if (_have < Needed()) continue;
            if (IsNumbered) last = Number();
            else _skip = Length();
            _have = 0;
        }

        return last;
    }

    /// <summary>How many bytes of a frame are needed: the header, and for a numbered pong the whole frame.</summary>
    private int Needed()
    {
        if (_have < 2) return 2;
        var length = (_frame[1] & LengthBits) switch { LengthIn16Bits => 2, LengthIn64Bits => 8, _ => 0 };
        var mask = (_frame[1] & Masked) != 0 ? MaskBytes : 0;
        return 2 + length + mask + (IsNumbered ? NumberBytes : 0);
    }

    private long Length() => (_frame[1] & LengthBits) switch
    {
        LengthIn16Bits => BinaryPrimitives.ReadUInt16BigEndian(_frame.AsSpan(2)),
        LengthIn64Bits => BinaryPrimitives.ReadInt64BigEndian(_frame.AsSpan(2)) & long.MaxValue,
        var length => length,
    };

    private int Number() =>
        BinaryPrimitives.ReadInt32BigEndian(_frame.AsSpan(2)) ^ BinaryPrimitives.ReadInt32BigEndian(_frame.AsSpan(2 + MaskBytes));
}
