using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>
/// Converts between the bytes of a message and the values that protocols other than JSON take: dictionaries, arrays, strings, numbers, booleans and null.
/// </summary>
internal static class HubJson
{
    // The broadcaster writes nothing deeper.
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

    // A whole number with more than 64 bits becomes a double, as in JavaScript.
    private static object ReadNumber(JsonElement element)
    {
        if (element.TryGetInt64(out var whole)) return whole;
        if (element.TryGetUInt64(out var large)) return large;
        return element.GetDouble();
    }
}

/// <summary>The metadata that System.Text.Json needs where reflection is off: the type that the hub sends, and the types of arguments.</summary>
[JsonSerializable(typeof(HubMessage))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(object))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class HubJsonContext : JsonSerializerContext;

/// <summary>Gives the hub's metadata to SignalR's JSON protocol, after the host has configured it.</summary>
internal sealed class HubJsonSetup : IPostConfigureOptions<JsonHubProtocolOptions>
{
    public void PostConfigure(string? name, JsonHubProtocolOptions options)
    {
        var json = options.PayloadSerializerOptions;

        // Read-only options are in use already. Options without a resolver use reflection, which finds the converter by its attribute; a resolver chain with
        // only this context would turn reflection off for the host's own hubs.
        if (json.IsReadOnly || (json.TypeInfoResolver is null && JsonSerializer.IsReflectionEnabledByDefault)) return;
        json.TypeInfoResolverChain.Insert(0, HubJsonContext.Default);
    }
}
