using System.Globalization;
using System.Text.Json;

namespace LiveSubmissions.Broadcasting;

/// <summary>
/// Writes an update's message, once for everybody who will ever read it. The status always goes out: metrics that cannot be written, or make the message too
/// large, become null.
/// </summary>
internal static class UpdateWriter
{
    private const int AtLength = 24;

    /// <summary>How many bytes at a message's end say when it was broadcast: <c>,"at":"2026-01-31T12:00:00.000Z"</c>.</summary>
    public const int TimeBytes = AtLength + 8;

    /// <summary>Writes a message.</summary>
    /// <param name="update">The update, as <see cref="UpdateValidator"/> leaves it.</param>
    /// <param name="at">When it was broadcast.</param>
    /// <param name="maxBytes">The largest message; without metrics every update fits into 1,024 bytes, the least that may be set.</param>
    public static UpdateMessage Write(SubmissionUpdate update, DateTimeOffset at, int maxBytes = int.MaxValue)
    {
        string? member = null;
        try
        {
            var buffer = UpdateBuffer.Take();
            var message = Write(buffer, update, at, maxBytes, ref member);
            buffer.GiveBack();
            return message;
        }
        catch (Exception exception) when (update.Metrics is not null)
        {
            // The buffer, with half a message in it, is gone.
            var where = member is null ? "they" : $"'{Printable.Text(member)}'";
            return WithoutMetrics(update, at, $"the metrics were left out: {where} cannot be written as JSON ({Printable.Words(exception)})");
        }
    }

    private static UpdateMessage Write(UpdateBuffer buffer, SubmissionUpdate update, DateTimeOffset at, int maxBytes, ref string? member)
    {
        var writer = buffer.Writer;
        writer.WriteStartObject();

        // The plain dialect, with the original system's fields in their order.
        writer.WriteString("type"u8, "submission_update"u8);
        WriteId(writer, "submission_id"u8, update.SubmissionId.ToString(), update.SubmissionId.IsNumber);
        writer.WriteString("status"u8, update.Status.Value);
        writer.WritePropertyName("metrics"u8);
        var nulls = MetricsWriter.Write(writer, update.Metrics, ref member);
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

        var bytes = buffer.Written.Length;
        return bytes <= maxBytes || update.Metrics is null
            ? new UpdateMessage(buffer.Written.ToArray(), plainLength, nulls)
            : WithoutMetrics(
                update,
                at,
                $"the metrics were left out: with them the update is {bytes} bytes, over the limit of {maxBytes}; send less in them or raise Broadcaster.MaxUpdateBytes");
    }

    private static UpdateMessage WithoutMetrics(SubmissionUpdate update, DateTimeOffset at, string why) =>
        Write(update with { Metrics = null }, at) with { LeftOut = why };

    private static void WriteId(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string id, bool isNumber)
    {
        writer.WritePropertyName(name);
        if (isNumber) writer.WriteRawValue(id, skipInputValidation: true);
        else writer.WriteStringValue(id);
    }
}
