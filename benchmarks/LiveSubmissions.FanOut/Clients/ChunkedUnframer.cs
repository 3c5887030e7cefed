namespace LiveSubmissions.FanOut.Clients;

/// <summary>The chunks of an HTTP/1.1 answer without end.</summary>
internal sealed class ChunkedUnframer : IUnframer
{
    private long _left;
    private long _size;
    private int _digits;
    private bool _inChunk;

    public void Feed(ReadOnlySpan<byte> bytes, LoadConnection to)
    {
        while (!bytes.IsEmpty)
        {
            if (!_inChunk && !TrySize(ref bytes, to)) return;
            var part = bytes[..(int)Math.Min(_left, bytes.Length)];
            bytes = bytes[part.Length..];
            _left -= part.Length;
            _inChunk = _left > 0;
            to.OnPayload(part);
        }
    }

    /// <summary>Reads the line that says how long the next chunk is, and the end of the line that the last one has behind it.</summary>
    private bool TrySize(ref ReadOnlySpan<byte> bytes, LoadConnection to)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var c = bytes[i];
            if (char.IsAsciiHexDigit((char)c))
            {
                _size = (_size * 16) + Convert.ToInt32(((char)c).ToString(), 16);
                _digits++;
            }
            else if (c == '\n' && _digits > 0)
            {
                bytes = bytes[(i + 1)..];
                (_left, _inChunk) = (_size, _size > 0);
                (_size, _digits) = (0, 0);
                if (!_inChunk) to.OnServerClosed();
                return _inChunk;
            }
        }

        bytes = [];
        return false;
    }
}
