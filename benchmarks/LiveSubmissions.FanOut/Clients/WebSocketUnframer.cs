using System.Buffers.Binary;

namespace LiveSubmissions.FanOut.Clients;

/// <summary>A server's WebSocket frames: unmasked, any length, control frames in between.</summary>
internal sealed class WebSocketUnframer : IUnframer
{
    private const int Close = 8;
    private const int Ping = 9;
    private const int Pong = 10;

    private readonly byte[] _header = new byte[10];
    private int _headerBytes;
    private long _left;
    private bool _inFrame;
    private int _opcode;
    private byte[] _control = [];

    public void Feed(ReadOnlySpan<byte> bytes, LoadConnection to)
    {
        while (_inFrame || TryHeader(ref bytes))
        {
            var part = bytes[..(int)Math.Min(_left, bytes.Length)];
            bytes = bytes[part.Length..];
            _left -= part.Length;
            _inFrame = _left > 0;
            Take(part, to);
            if (_inFrame) return;
        }
    }

    private void Take(ReadOnlySpan<byte> part, LoadConnection to)
    {
        if (_opcode < Close)
        {
            to.OnPayload(part);
            return;
        }

        _control = [.. _control, .. part];
        if (_inFrame) return;
        if (_opcode == Ping) to.Send(ClientFrame.Create(Pong, _control));
        if (_opcode == Close) to.OnServerClosed();
        _control = [];
    }

    private bool TryHeader(ref ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var needed = Needed();
            var part = bytes[..Math.Min(needed - _headerBytes, bytes.Length)];
            part.CopyTo(_header.AsSpan(_headerBytes));
            _headerBytes += part.Length;
            bytes = bytes[part.Length..];
            if (_headerBytes < needed) return false;
            if (needed == Needed()) break;
        }

        var opcode = _header[0] & 0x0F;
        _opcode = opcode;
        _left = (_header[1] & 0x7F) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)),
            127 => BinaryPrimitives.ReadInt64BigEndian(_header.AsSpan(2)),
            var length => length,
        };
        _headerBytes = 0;
        _inFrame = true;
        return true;
    }

    /// <summary>How long the header is, as far as is known.</summary>
    private int Needed() => _headerBytes < 2 ? 2 : (_header[1] & 0x7F) switch { 126 => 4, 127 => 10, _ => 2 };
}
