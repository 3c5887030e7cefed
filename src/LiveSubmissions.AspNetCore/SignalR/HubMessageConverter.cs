using System.Text.Json;
using System.Text.Json.Serialization;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>Puts a message's bytes into SignalR's JSON as they are: they were made once, by whoever broadcast or encoded them.</summary>
internal sealed class HubMessageConverter : JsonConverter<HubMessage>
{
    public override HubMessage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("The hub sends such messages and takes none.");

    public override void Write(Utf8JsonWriter writer, HubMessage value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
}
