using System.Buffers;
using System.Text.Json;

namespace LiveSubmissions.Broadcasting;

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
