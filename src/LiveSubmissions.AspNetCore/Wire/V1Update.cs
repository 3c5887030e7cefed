using System.Buffers.Text;
using LiveSubmissions.Log;

namespace LiveSubmissions.AspNetCore.Wire;

/// <summary>A v1 <c>submission_update</c> as bytes: what the broadcaster wrote, and the sequence that only the log knows.</summary>
internal static class V1Update
{
    private const int MaxDigits = 20;

    private static ReadOnlySpan<byte> SequenceField => ",\"sequence\":"u8;

    /// <summary>How many bytes it takes at most.</summary>
    public static int MaxLength(LogEntry entry) => entry.State.Json.Length + SequenceField.Length + MaxDigits + 1;

    /// <summary>Writes the entry's open object, its sequence and the closing brace.</summary>
    /// <returns>How many bytes that are.</returns>
    public static int Write(LogEntry entry, Span<byte> into)
    {
        var json = entry.State.Json.Span;
        json.CopyTo(into);
        SequenceField.CopyTo(into[json.Length..]);
        var length = json.Length + SequenceField.Length;
        Utf8Formatter.TryFormat(entry.Sequence, into[length..], out var digits);
        length += digits;
        into[length] = (byte)'}';
        return length + 1;
    }
}
