using System.Text.Json;
using System.Text.Json.Nodes;

namespace LiveSubmissions.Broadcasting;

/// <summary>Writes metrics as JSON. NaN and the infinities, which models do produce and JSON cannot carry, become null.</summary>
internal static class MetricsWriter
{
    /// <summary>How deep a message is nested at most: .NET's own readers follow 64 deep by default, and one level is the array of several updates.</summary>
    public const int MaxDepth = 63;

    /// <summary>
    /// Metrics are the application's objects: a converter of its own may run, and another thread may change what is read. So anything may be thrown,
    /// and the writer then holds half a message.
    /// </summary>
    /// <param name="writer">Where to.</param>
    /// <param name="metrics">The metrics.</param>
    /// <param name="member">The name of the member that is being written: after a failure, of the one that cannot be.</param>
    /// <returns>How many numbers became null.</returns>
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
