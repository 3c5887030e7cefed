using System.Buffers;
using System.Buffers.Text;
using System.Text;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Log;

namespace LiveSubmissions.AspNetCore.ServerSentEvents;

/// <summary>Writes an event stream's blocks as bytes: lines of <c>field: value</c>, and an empty line after each block.</summary>
internal sealed class SseBuffer(int capacity = 256)
{
    private const int MaxDigits = 20;

    private readonly ArrayBufferWriter<byte> _bytes = new(capacity);

    public WireMessages Messages => new(_bytes.WrittenMemory);

    public SseBuffer Line(ReadOnlySpan<byte> line)
    {
        _bytes.Write(line);
        return End();
    }

    public SseBuffer Id(string id)
    {
        _bytes.Write("id: "u8);
        Encoding.UTF8.GetBytes(id, _bytes);
        return End();
    }

    /// <param name="epoch">A position's epoch.</param>
    /// <param name="sequence">Its sequence.</param>
    public SseBuffer Id(ReadOnlySpan<byte> epoch, long sequence)
    {
        _bytes.Write("id: "u8);
        _bytes.Write(epoch);
        _bytes.Write(":"u8);
        Utf8Formatter.TryFormat(sequence, _bytes.GetSpan(MaxDigits), out var digits);
        _bytes.Advance(digits);
        return End();
    }

    public SseBuffer Data(WireMessages message)
    {
        _bytes.Write("data: "u8);
        _bytes.Write(message[0].Span);
        return End();
    }

    public SseBuffer Data(LogEntry entry)
    {
        _bytes.Write("data: "u8);
        var room = _bytes.GetSpan(V1Update.MaxLength(entry));
        var json = room[..V1Update.Write(entry, room)];

        // A line end would end the field. In JSON one can only stand where a space can: within strings it is escaped.
        json.Replace((byte)'\n', (byte)' ');
        json.Replace((byte)'\r', (byte)' ');
        _bytes.Advance(json.Length);
        return End();
    }

    /// <summary>Ends a line; called after a line's end, a block.</summary>
    public SseBuffer End()
    {
        _bytes.Write("\n"u8);
        return this;
    }
}
