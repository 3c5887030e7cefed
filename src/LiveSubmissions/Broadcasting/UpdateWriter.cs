using System.Globalization;
using System.Text.Json;

namespace LiveSubmissions.Broadcasting;

/// <summary>Writes an update's message, once for everybody who will ever read it.</summary>
internal static class UpdateWriter
{
    private const int AtLength = 24;

    /// <summary>How many bytes at a message's end say when it was broadcast: <c>,"at":"2026-01-31T12:00:00.000Z"</c>.</summary>
    public const int TimeBytes = AtLength + 8;

    /// <exception cref="ArgumentException">The metrics cannot be written as JSON.</exception>
    public static UpdateMessage Write(SubmissionUpdate update, DateTimeOffset at)
    {
        var buffer = UpdateBuffer.Take();
        var message = Write(buffer, update, at);
        buffer.GiveBack();
        return message;
    }

    private static UpdateMessage Write(UpdateBuffer buffer, SubmissionUpdate update, DateTimeOffset at)
    {
        var writer = buffer.Writer;
        writer.WriteStartObject();

        // The plain dialect, with the original system's fields in their order.
        writer.WriteString("type"u8, "submission_update"u8);
        WriteId(writer, "submission_id"u8, update.SubmissionId.ToString(), update.SubmissionId.IsNumber);
        writer.WriteString("status"u8, update.Status.Value);
        writer.WritePropertyName("metrics"u8);
        var nulls = MetricsWriter.Write(writer, update.Metrics);
        writer.Flush();
        var plainLength = buffer.Written.Length;

        // What v1 has more.
        WriteId(writer, "problem_id"u8, update.ProblemId.ToString(), update.ProblemId.IsNumber);
        if (update.Revision is { } revision) writer.WriteNumber("revision"u8, revision);
        else writer.WriteNull("revision"u8);
        if (update.Progress is { } progress) writer.WriteNumber("progress"u8, progress);
        else writer.WriteNull("progress"u8);
        Span<byte> text = stackalloc byte[AtLength];
        at.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        writer.WriteString("at"u8, text[..length]);
        writer.Flush();
        return new UpdateMessage(buffer.Written.ToArray(), plainLength, nulls);
    }

    private static void WriteId(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string id, bool isNumber)
    {
        writer.WritePropertyName(name);
        if (isNumber) writer.WriteRawValue(id, skipInputValidation: true);
        else writer.WriteStringValue(id);
    }
}
