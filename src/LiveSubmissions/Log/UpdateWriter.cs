using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace LiveSubmissions.Log;

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
    /// <param name="update">The update, as the broadcaster has checked it.</param>
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

/// <summary>An update as it goes over the wire, but for what only the log knows.</summary>
/// <param name="Json">An object without its closing brace.</param>
/// <param name="PlainLength">How many of the first bytes are the plain dialect's.</param>
/// <param name="NullsForNumbers">How many numbers JSON could not carry.</param>
/// <param name="LeftOut">Why the metrics were left out, in words; null if they were not.</param>
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

/// <summary>Where a message is written before its length is known; each thread keeps one, so that a broadcast allocates its message only.</summary>
internal sealed class UpdateBuffer
{
    private const int FirstBytes = 1024;

    /// <summary>A buffer that one huge update made larger is not kept.</summary>
    private const int MostBytesKept = 16 * 1024;

    [ThreadStatic]
    private static UpdateBuffer? _kept;

    private readonly ArrayBufferWriter<byte> _bytes = new(FirstBytes);

    private UpdateBuffer() => Writer = new Utf8JsonWriter(
        _bytes, new JsonWriterOptions { Encoder = MessageEncoder.Instance, MaxDepth = MetricsWriter.MaxDepth, SkipValidation = false });

    public Utf8JsonWriter Writer { get; }

    /// <summary>What was written and flushed.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>An empty buffer for one message. It is the taker's alone: a metric's own converter may broadcast, too.</summary>
    public static UpdateBuffer Take()
    {
        var buffer = _kept ?? new UpdateBuffer();
        _kept = null;
        return buffer;
    }

    /// <summary>For the thread's next message. Not to be called after a failure: what then stands in the buffer is half a message.</summary>
    public void GiveBack()
    {
        if (_bytes.Capacity > MostBytesKept) return;
        _bytes.ResetWrittenCount();
        Writer.Reset(_bytes);
        _kept = this;
    }
}

/// <summary>
/// Checks an update. A wrong part must not keep the status from the page: it is corrected or left out. Only an update without a submission or without a status throws.
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

    /// <summary>The update with what is wrong in it put right or left out.</summary>
    /// <param name="update">An update that is no wrong use.</param>
    /// <param name="leftOut">What was changed and left out, in words; null if the update is returned as it is.</param>
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

    /// <summary>Two things that were left out, or the one that was.</summary>
    internal static string? Join(string? first, string? second) => first is null ? second : second is null ? first : $"{first}; {second}";
}
