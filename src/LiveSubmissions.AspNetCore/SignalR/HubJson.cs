using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>Between a message's bytes and what protocols other than JSON take: dictionaries, arrays, texts, numbers, truth values and null.</summary>
internal static class HubJson
{
    // As deep as what was written can be.
    private static readonly JsonDocumentOptions AsDeepAsWritten = new() { MaxDepth = 1000 };

    public static IReadOnlyDictionary<string, object?> Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, AsDeepAsWritten);
        return ReadObject(document.RootElement);
    }

    public static ReadOnlyMemory<byte> Write(IReadOnlyDictionary<string, object?> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(160);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in fields) Write(json, name, value);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case bool truth:
                json.WriteBoolean(name, truth);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            default:
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static Dictionary<string, object?> ReadObject(JsonElement element)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject()) fields[property.Name] = ReadValue(property.Value);
        return fields;
    }

    private static object? ReadValue(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(element),
        JsonValueKind.Array => element.EnumerateArray().Select(ReadValue).ToArray(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => ReadNumber(element),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    // A whole number beyond 64 bits is read as JavaScript reads it.
    private static object ReadNumber(JsonElement element)
    {
        if (element.TryGetInt64(out var whole)) return whole;
        if (element.TryGetUInt64(out var large)) return large;
        return element.GetDouble();
    }
}
