using System.Buffers.Binary;
using System.Buffers.Text;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;

namespace LiveSubmissions.AspNetCore.Wire;

/// <summary>
/// Messages in UTF-8 as they go on the wire. An encoding makes them once for a batch, and all connections share them; nothing changes them afterwards.
/// </summary>
internal sealed class WireMessages(params ReadOnlyMemory<byte>[] texts)
{
    private byte[]? _frames;

    public static WireMessages None { get; } = new();

    public int Count => texts.Length;

    public ReadOnlyMemory<byte> this[int index] => texts[index];

    /// <summary>
    /// The messages from <paramref name="first"/> on, each as one text frame of a server's WebSocket (RFC 6455, section 5.2: final, not masked). The first call
    /// makes the frames of all messages. Threads that call at the same time may each make them: the bytes are equal.
    /// </summary>
    public ReadOnlyMemory<byte> FramesFrom(int first)
    {
        var frames = _frames ??= MakeFrames(texts);
        var skipped = 0;
        for (var i = 0; i < first; i++) skipped += FrameLength(texts[i].Length);
        return frames.AsMemory(skipped);
    }

    private static byte[] MakeFrames(ReadOnlyMemory<byte>[] texts)
    {
        var total = 0;
        foreach (var text in texts) total += FrameLength(text.Length);

        var frames = new byte[total];
        var rest = frames.AsSpan();
        foreach (var text in texts)
        {
            var header = WriteHeader(text.Length, rest);
            text.Span.CopyTo(rest[header..]);
            rest = rest[(header + text.Length)..];
        }

        return frames;
    }

    private static int FrameLength(int text) => HeaderLength(text) + text;

    private static int HeaderLength(int text) => text < 126 ? 2 : text <= ushort.MaxValue ? 4 : 10;

    private static int WriteHeader(int text, Span<byte> into)
    {
        const byte FinalText = 0x81;
        const byte LengthIn16Bits = 126;
        const byte LengthIn64Bits = 127;

        into[0] = FinalText;
        var header = HeaderLength(text);
        switch (header)
        {
            case 2:
                into[1] = (byte)text;
                break;
            case 4:
                into[1] = LengthIn16Bits;
                BinaryPrimitives.WriteUInt16BigEndian(into[2..], (ushort)text);
                break;
            default:
                into[1] = LengthIn64Bits;
                BinaryPrimitives.WriteUInt64BigEndian(into[2..], (ulong)text);
                break;
        }

        return header;
    }
}

/// <summary>The dialect <c>live-submissions.v1</c>: a batch is one message, an array when it holds several entries.</summary>
internal sealed class V1Encoding : FeedEncoding<WireMessages>
{
    private const int MaxDigits = 20;

    private static ReadOnlySpan<byte> SequenceField => ",\"sequence\":"u8;

    public override WireMessages Encode(FeedBatch batch) => batch.Kind switch
    {
        FeedBatchKind.Entries => EncodeUpdates(batch.Entries),
        FeedBatchKind.Heartbeat => V1Messages.Heartbeat(batch.Position, batch.Verified),
        FeedBatchKind.Resync => V1Messages.Resync(batch.Position, batch.Reason ?? ResyncReason.Epoch),
        _ => throw new ArgumentOutOfRangeException(nameof(batch), batch.Kind, "The v1 dialect does not know batches of this kind."),
    };

    /// <summary>The greatest number of bytes that <see cref="WriteUpdate"/> writes.</summary>
    public static int MaxLength(LogEntry entry) => entry.State.Json.Length + SequenceField.Length + MaxDigits + 1;

    /// <summary>
    /// Writes a v1 <c>submission_update</c>: the open JSON object that the broadcaster made, the sequence, which only the log knows, and the closing brace.
    /// </summary>
    /// <returns>The number of bytes written.</returns>
    public static int WriteUpdate(LogEntry entry, Span<byte> into)
    {
        var json = entry.State.Json.Span;
        json.CopyTo(into);
        SequenceField.CopyTo(into[json.Length..]);
        var length = json.Length + SequenceField.Length;
        Utf8Formatter.TryFormat(entry.Sequence, into[length..], out var digits);
        length += digits;
        into[length] = (byte)'}';
        return length + 1;
    }

    private static WireMessages EncodeUpdates(IReadOnlyList<LogEntry> entries)
    {
        if (entries.Count == 0) return WireMessages.None;

        var capacity = 2;
        foreach (var entry in entries) capacity += MaxLength(entry) + 1;

        var bytes = new byte[capacity];
        var length = 0;
        if (entries.Count > 1) bytes[length++] = (byte)'[';
        for (var i = 0; i < entries.Count; i++)
        {
            if (i > 0) bytes[length++] = (byte)',';
            length += WriteUpdate(entries[i], bytes.AsSpan(length));
        }

        if (entries.Count > 1) bytes[length++] = (byte)']';
        return new WireMessages(bytes.AsMemory(0, length));
    }
}

/// <summary>The plain dialect: each entry is a JSON object of its own, and there are no other messages.</summary>
internal sealed class PlainEncoding : FeedEncoding<WireMessages>
{
    public override WireMessages Encode(FeedBatch batch)
    {
        var entries = batch.Entries;
        if (entries.Count == 0) return WireMessages.None;

        // One array for each message: a connection that keeps its last message does not keep the whole batch.
        var texts = new ReadOnlyMemory<byte>[entries.Count];
        for (var i = 0; i < texts.Length; i++) texts[i] = Close(entries[i].State);
        return new WireMessages(texts);
    }

    private static byte[] Close(SubmissionEntry state)
    {
        var text = new byte[state.PlainLength + 1];
        state.Json.Span[..state.PlainLength].CopyTo(text);
        text[^1] = (byte)'}';
        return text;
    }
}
