using System.Text.Json;
using System.Text.Json.Serialization;
using LiveSubmissions;

namespace JudgeHost.Api;

/// <summary>Writes a submission's id as the feed does: as text where JavaScript would round the number, and take two submissions for one.</summary>
internal sealed class IdConverter : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetInt64();

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options)
    {
        if (new SubmissionId(value).IsNumber) writer.WriteNumberValue(value);
        else writer.WriteStringValue($"{value}");
    }
}
