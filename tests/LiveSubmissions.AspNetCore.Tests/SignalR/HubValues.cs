using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

/// <summary>What the two protocols give for an object of unknown type, as one thing.</summary>
internal static class HubValues
{
    public static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        JsonElement element => JsonNode.Parse(element.GetRawText()),
        string text => JsonValue.Create(text),
        bool truth => JsonValue.Create(truth),
        double number => JsonValue.Create(number),
        float number => JsonValue.Create(number),
        IDictionary<object, object?> fields => new JsonObject(fields.Select(static field => KeyValuePair.Create((string)field.Key, ToJson(field.Value)))),
        IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(ToJson)]),
        _ => JsonValue.Create(Convert.ToInt64(value)),
    };
}
