using System.Buffers.Binary;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>
/// Looks for numbered pongs among what a client sends (RFC 6455, section 5.2), in whatever pieces it comes. What is wrong with it, the socket that reads
/// it finds.
/// </summary>
internal sealed class PongReader
{
    /// <summary>Unlike the eight of the socket's own pings.</summary>
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

    /// <returns>The last pong's number; 0 if there is none.</returns>
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

    /// <summary>How many bytes are looked at before it goes on to the next frame: the header, and of a numbered pong all.</summary>
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
