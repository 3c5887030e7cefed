using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace LiveSubmissions.Log;

/// <summary>Writes metrics as JSON. NaN and infinite numbers are written as null: models produce such numbers, and JSON cannot carry them.</summary>
internal static class MetricsWriter
{
    /// <summary>
    /// How deep a message may be nested. The JSON readers of .NET allow 64 levels by default; the array in which several updates are sent takes one of them.
    /// </summary>
    public const int MaxDepth = 63;

    /// <summary>
    /// Writes the metrics. This method may throw any exception, because metrics are objects of the application: the application's own converters run here, and
    /// another thread may change the metrics meanwhile. After an exception the writer holds half a message.
    /// </summary>
    /// <param name="writer">The writer that gets the JSON.</param>
    /// <param name="metrics">The metrics.</param>
    /// <param name="member">The name of the member that is being written. After an exception it is the member that could not be written.</param>
    /// <returns>How many numbers were written as null.</returns>
    public static int Write(Utf8JsonWriter writer, JsonObject? metrics, ref string? member)
    {
        if (metrics is null)
        {
            writer.WriteNullValue();
            return 0;
        }

        var nulls = 0;
        writer.WriteStartObject();
        for (var i = 0; i < metrics.Count; i++)
        {
            (member, var value) = metrics.GetAt(i);
            writer.WritePropertyName(member);
            nulls += WriteNode(writer, value);
        }

        writer.WriteEndObject();
        return nulls;
    }

    private static int WriteNode(Utf8JsonWriter writer, JsonNode? node)
    {
        var nulls = 0;
        switch (node)
        {
            case JsonObject members:
                writer.WriteStartObject();
                for (var i = 0; i < members.Count; i++)
                {
                    var (name, value) = members.GetAt(i);
                    writer.WritePropertyName(name);
                    nulls += WriteNode(writer, value);
                }

                writer.WriteEndObject();
                return nulls;

            case JsonArray items:
                writer.WriteStartArray();
                for (var i = 0; i < items.Count; i++) nulls += WriteNode(writer, items[i]);
                writer.WriteEndArray();
                return nulls;

            case JsonValue value when !IsFinite(value):
                writer.WriteNullValue();
                return 1;

            case null:
                writer.WriteNullValue();
                return 0;

            default:
                node.WriteTo(writer);
                return 0;
        }
    }

    private static bool IsFinite(JsonValue value)
    {
        if (value.TryGetValue<double>(out var number)) return double.IsFinite(number);
        if (value.TryGetValue<float>(out var single)) return float.IsFinite(single);
        return !value.TryGetValue<Half>(out var half) || Half.IsFinite(half);
    }
}

/// <summary>
/// Escapes the characters that could end a script or an attribute of a page (<c>&lt; &gt; &amp; ' " +</c>), and leaves the letters of all languages
/// unescaped, so that they count less against the size limit. .NET's own encoder leaves only the first 65,536 code points unescaped: it writes an emoji as
/// 12 bytes, this encoder as 4.
/// </summary>
internal sealed class MessageEncoder : JavaScriptEncoder
{
    private static readonly JavaScriptEncoder Inner = Create(UnicodeRanges.All);

    private MessageEncoder()
    {
    }

    public static MessageEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => Inner.MaxOutputCharactersPerInputCharacter;

    public override bool WillEncode(int unicodeScalar) => !IsSupplementary(unicodeScalar) && Inner.WillEncode(unicodeScalar);

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        Inner.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);

    /// <remarks>
    /// The inner encoder scans many characters in one call, which is fast. It stops at each emoji; this method skips the emoji and calls it again.
    /// </remarks>
    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var start = 0;
        while (start < textLength)
        {
            var found = Inner.FindFirstCharacterToEncode(text + start, textLength - start);
            if (found < 0) return -1;
            start += found;
            if (start + 1 >= textLength || !char.IsSurrogatePair(text[start], text[start + 1])) return start;
            start += 2;
        }

        return -1;
    }

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text)
    {
        var start = 0;
        while (start < utf8Text.Length)
        {
            var found = Inner.FindFirstCharacterToEncodeUtf8(utf8Text[start..]);
            if (found < 0) return -1;
            start += found;
            if (Rune.DecodeFromUtf8(utf8Text[start..], out var rune, out var length) != OperationStatus.Done || rune.IsBmp) return start;
            start += length;
        }

        return -1;
    }

    private static bool IsSupplementary(int unicodeScalar) => unicodeScalar is >= 0x10000 and <= 0x10FFFF;
}
