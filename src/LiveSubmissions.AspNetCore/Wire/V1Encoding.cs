using System.Buffers.Text;
using LiveSubmissions.Log;

namespace LiveSubmissions.AspNetCore.Wire;

/// <summary>The dialect <c>live-submissions.v1</c>: a batch is one message, an array when it holds several entries.</summary>
internal sealed class V1Encoding : FeedEncoding<WireMessages>
{
    private const int MaxDigits = 20;

    private static ReadOnlySpan<byte> SequenceField => ",\"sequence\":"u8;

    public override WireMessages Encode(FeedBatch batch) => batch.Kind switch
    {
        FeedBatchKind.Entries => Updates(batch.Entries),
        FeedBatchKind.Heartbeat => V1Messages.Heartbeat(batch.Position, batch.Verified),
        FeedBatchKind.Resync => V1Messages.Resync(batch.Position, batch.Reason ?? ResyncReason.Epoch),
        _ => throw new ArgumentOutOfRangeException(nameof(batch), batch.Kind, "A batch of a kind that the v1 dialect does not know."),
    };

    private static WireMessages Updates(IReadOnlyList<LogEntry> entries)
    {
        if (entries.Count == 0) return WireMessages.None;

        var capacity = 2;
        foreach (var entry in entries) capacity += entry.State.Json.Length + SequenceField.Length + MaxDigits + 2;

        var bytes = new byte[capacity];
        var length = 0;
        if (entries.Count > 1) bytes[length++] = (byte)'[';
        for (var i = 0; i < entries.Count; i++)
        {
            if (i > 0) bytes[length++] = (byte)',';
            length += Write(entries[i], bytes.AsSpan(length));
        }

        if (entries.Count > 1) bytes[length++] = (byte)']';
        return new WireMessages(bytes.AsMemory(0, length));
    }

    /// <summary>The entry's open object, the sequence that only the log knows, and the closing brace.</summary>
    private static int Write(LogEntry entry, Span<byte> into)
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
}
