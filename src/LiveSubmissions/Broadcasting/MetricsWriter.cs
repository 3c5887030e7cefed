using System.Text.Json;
using System.Text.Json.Nodes;

namespace LiveSubmissions.Broadcasting;

/// <summary>Writes metrics as JSON. NaN and the infinities, which models do produce and JSON cannot carry, become null.</summary>
internal static class MetricsWriter
{
    /// <summary>As deep as .NET's own readers follow by default.</summary>
    public const int MaxDepth = 64;

    /// <returns>How many numbers became null.</returns>
    /// <exception cref="ArgumentException">The metrics are nested too deep, or hold something that is not JSON.</exception>
    public static int Write(Utf8JsonWriter writer, JsonObject? metrics)
    {
        try
        {
            return WriteNode(writer, metrics);
        }
        catch (Exception exception) when (exception is InvalidOperationException or NotSupportedException or JsonException)
        {
            throw new ArgumentException(
                $"The metrics cannot be written as JSON: {exception.Message} Use objects, arrays, strings, numbers, booleans and nulls, nested less than {MaxDepth} deep.",
                nameof(metrics),
                exception);
        }
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
