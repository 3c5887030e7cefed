using System.Buffers.Binary;

namespace LiveSubmissions.FanOut.Clients;

/// <summary>A WebSocket frame from a client, which must be masked.</summary>
internal static class ClientFrame
{
    public const int Text = 1;

    /// <param name="opcode">What kind of frame.</param>
    /// <param name="payload">At most 65,535 bytes.</param>
    public static byte[] Create(int opcode, ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> mask = [0x5A, 0xA5, 0x3C, 0xC3];
        var isShort = payload.Length < 126;
        var header = isShort ? 2 : 4;
        var frame = new byte[header + mask.Length + payload.Length];
        frame[0] = (byte)(0x80 | opcode);
        frame[1] = (byte)(0x80 | (isShort ? payload.Length : 126));
        if (!isShort) BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        mask.CopyTo(frame.AsSpan(header));
        for (var i = 0; i < payload.Length; i++) frame[header + mask.Length + i] = (byte)(payload[i] ^ mask[i & 3]);
        return frame;
    }
}
