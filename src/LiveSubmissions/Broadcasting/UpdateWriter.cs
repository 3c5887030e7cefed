using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace LiveSubmissions.Broadcasting;

/// <summary>Writes an update's message, once for everybody who will ever read it.</summary>
internal static class UpdateWriter
{
    private const string Type = "submission_update";

    /// <exception cref="ArgumentException">The metrics cannot be written as JSON.</exception>
    public static UpdateMessage Write(SubmissionUpdate update, DateTimeOffset at)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = MetricsWriter.MaxDepth, SkipValidation = false });
        writer.WriteStartObject();

        // The plain dialect, with the original system's fields in their order.
        writer.WriteString("type"u8, Type);
        WriteId(writer, "submission_id"u8, update.SubmissionId.ToString(), update.SubmissionId.IsNumber);
        writer.WriteString("status"u8, update.Status.Value);
        writer.WritePropertyName("metrics"u8);
        var nulls = MetricsWriter.Write(writer, update.Metrics);
        writer.Flush();
        var plainLength = buffer.WrittenCount;

        // What v1 has more.
        WriteId(writer, "problem_id"u8, update.ProblemId.ToString(), update.ProblemId.IsNumber);
        if (update.Revision is { } revision) writer.WriteNumber("revision"u8, revision);
        else writer.WriteNull("revision"u8);
        if (update.Progress is { } progress) writer.WriteNumber("progress"u8, progress);
        else writer.WriteNull("progress"u8);
        writer.WriteString("at"u8, at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        writer.Flush();
        return new UpdateMessage(buffer.WrittenSpan.ToArray(), plainLength, nulls);
    }

    private static void WriteId(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string id, bool isNumber)
    {
        writer.WritePropertyName(name);
        if (isNumber) writer.WriteRawValue(id, skipInputValidation: true);
        else writer.WriteStringValue(id);
    }
}
