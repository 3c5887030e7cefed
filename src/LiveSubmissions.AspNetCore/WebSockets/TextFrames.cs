using System.Buffers.Binary;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>Messages as a server's text frames, one after the other (RFC 6455, section 5.2: final, not masked).</summary>
internal static class TextFrames
{
    private const byte FinalText = 0x81;
    private const byte LengthIn16Bits = 126;
    private const byte LengthIn64Bits = 127;

    /// <summary>How many bytes a message's frame takes.</summary>
    public static int LengthOf(int text) => HeaderOf(text) + text;

    public static byte[] Create(ReadOnlySpan<ReadOnlyMemory<byte>> texts)
    {
        var total = 0;
        foreach (var text in texts) total += LengthOf(text.Length);

        var frames = new byte[total];
        var rest = frames.AsSpan();
        foreach (var text in texts)
        {
            var header = WriteHeader(text.Length, rest);
            text.Span.CopyTo(rest[header..]);
            rest = rest[(header + text.Length)..];
        }

        return frames;
    }

    private static int HeaderOf(int text) => text < LengthIn16Bits ? 2 : text <= ushort.MaxValue ? 4 : 10;

    private static int WriteHeader(int text, Span<byte> into)
    {
        into[0] = FinalText;
        var header = HeaderOf(text);
        switch (header)
        {
            case 2:
                into[1] = (byte)text;
                break;
            case 4:
                into[1] = LengthIn16Bits;
                BinaryPrimitives.WriteUInt16BigEndian(into[2..], (ushort)text);
                break;
            default:
                into[1] = LengthIn64Bits;
                BinaryPrimitives.WriteUInt64BigEndian(into[2..], (ulong)text);
                break;
        }

        return header;
    }
}
