using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace LiveSubmissions.Log;

/// <summary>
/// Writes an update's message, once for all clients. The status is always written: metrics that cannot be written, or that make the message too large,
/// become null.
/// </summary>
internal static class UpdateWriter
{
    private const int AtLength = 24;

    /// <summary>How many bytes at a message's end hold the time of the broadcast: <c>,"at":"2026-01-31T12:00:00.000Z"</c>.</summary>
    public const int TimeBytes = AtLength + 8;

    /// <summary>Writes a message.</summary>
    /// <param name="update">The update, after <see cref="UpdateValidator"/> has checked and corrected it.</param>
    /// <param name="at">The time of the broadcast.</param>
    /// <param name="maxBytes">
    /// The largest message, in bytes. Every update without metrics fits into 1,024 bytes, the smallest limit that the options allow.
    /// </param>
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
            // The buffer holds half a message, so it is not given back.
            var where = member is null ? "they" : $"'{Printable.Text(member)}'";
            return WithoutMetrics(update, at, $"the metrics were left out: {where} cannot be written as JSON ({Printable.Words(exception)})");
        }
    }

    private static UpdateMessage Write(UpdateBuffer buffer, SubmissionUpdate update, DateTimeOffset at, int maxBytes, ref string? member)
    {
        var writer = buffer.Writer;
        writer.WriteStartObject();

        // The plain dialect: the fields of the original system, in their order.
        writer.WriteString("type"u8, "submission_update"u8);
        WriteId(writer, "submission_id"u8, update.SubmissionId.ToString(), update.SubmissionId.IsNumber);
        writer.WriteString("status"u8, update.Status.Value);
        writer.WritePropertyName("metrics"u8);
        var nulls = MetricsWriter.Write(writer, update.Metrics, ref member);
        writer.Flush();
        var plainLength = buffer.Written.Length;

        // The additional fields of the v1 dialect.
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

/// <summary>An update's message as clients get it, without the sequence, which the log gives to it later.</summary>
/// <param name="Json">A JSON object without its closing brace.</param>
/// <param name="PlainLength">How many of the first bytes belong to the plain dialect.</param>
/// <param name="NullsForNumbers">How many NaN and infinite numbers were written as null.</param>
/// <param name="LeftOut">Why the metrics were left out, as a text for people; null if they were not left out.</param>
internal readonly record struct UpdateMessage(byte[] Json, int PlainLength, int NullsForNumbers, string? LeftOut = null)
{
    /// <summary>The update as a log keeps it.</summary>
    public SubmissionEntry ToEntry(SubmissionUpdate update, OperationId operation, string? traceParent) => new()
    {
        Problem = update.ProblemId,
        Submission = update.SubmissionId,
        Status = update.Status,
        Revision = update.Revision,
        Operation = operation,
        Json = Json,
        PlainLength = PlainLength,
        ContentLength = Json.Length - UpdateWriter.TimeBytes,
        TraceParent = traceParent,
    };
}

/// <summary>
/// The buffer into which a message is written, because its length is not known before. Each thread keeps one, so a broadcast allocates only the message
/// itself.
/// </summary>
internal sealed class UpdateBuffer
{
    private const int FirstBytes = 1024;

    /// <summary>If a huge update has made the buffer larger than this, the buffer is not kept.</summary>
    private const int MostBytesKept = 16 * 1024;

    [ThreadStatic]
    private static UpdateBuffer? _kept;

    private readonly ArrayBufferWriter<byte> _bytes = new(FirstBytes);

    private UpdateBuffer() => Writer = new Utf8JsonWriter(
        _bytes, new JsonWriterOptions { Encoder = MessageEncoder.Instance, MaxDepth = MetricsWriter.MaxDepth, SkipValidation = false });

    public Utf8JsonWriter Writer { get; }

    /// <summary>The bytes that were written and flushed.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>
    /// Takes the thread's empty buffer, or makes a new one, for one message. Nobody else uses it meanwhile: if a metric's converter broadcasts on the same
    /// thread, that broadcast gets another buffer.
    /// </summary>
    public static UpdateBuffer Take()
    {
        var buffer = _kept ?? new UpdateBuffer();
        _kept = null;
        return buffer;
    }

    /// <summary>Keeps the buffer for the thread's next message. Do not call this after an exception: the buffer then holds half a message.</summary>
    public void GiveBack()
    {
        if (_bytes.Capacity > MostBytesKept) return;
        _bytes.ResetWrittenCount();
        Writer.Reset(_bytes);
        _kept = this;
    }
}

/// <summary>
/// Checks an update. A wrong part is corrected or left out, so that the status still reaches the page. Only an update without a submission or without a
/// status throws.
/// </summary>
[Experimental("LSUB001")]
public static class UpdateValidator
{
    internal static void ThrowIfWrong(SubmissionUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (update.SubmissionId.IsMissing)
        {
            throw new ArgumentException("The update has no submission id. Give the id of the submission's row.", nameof(update));
        }

        if (update.Status.Value.Length == 0)
        {
            throw new ArgumentException(
                $"The update of submission {update.SubmissionId} has no status. Give one, for instance SubmissionStatus.Evaluating.", nameof(update));
        }
    }

    /// <summary>Returns the update with its wrong parts corrected or left out.</summary>
    /// <param name="update">An update with a submission and a status.</param>
    /// <param name="leftOut">What was changed or left out, as a text for people; null if the update is returned unchanged.</param>
    public static SubmissionUpdate Correct(SubmissionUpdate update, out string? leftOut)
    {
        ArgumentNullException.ThrowIfNull(update);
        leftOut = null;
        if (update.Status.Given is { } given)
        {
            leftOut = $"the status '{given}' was sent as '{update.Status}' (a status is one line of at most {SubmissionStatus.MaxLength} characters)";
        }

        if (update.Progress is { } progress && !(progress >= 0 && progress <= 1))
        {
            double? sent = double.IsFinite(progress) ? Math.Clamp(progress, 0, 1) : null;
            leftOut = Join(leftOut, FormattableString.Invariant(
                sent is null
                    ? $"the progress {progress} was left out (give a number from 0 to 1, or null)"
                    : (FormattableString)$"the progress {progress} was sent as {sent} (it is the part that is done, from 0 to 1)"));
            update = update with { Progress = sent };
        }

        if (update.Revision < 0)
        {
            leftOut = Join(leftOut, FormattableString.Invariant($"the revision {update.Revision} was left out (give a number that grows from 0, or null)"));
            update = update with { Revision = null };
        }

        return update;
    }

    /// <summary>Joins two texts about what was left out. Each of them may be null.</summary>
    internal static string? Join(string? first, string? second) => first is null ? second : second is null ? first : $"{first}; {second}";
}
