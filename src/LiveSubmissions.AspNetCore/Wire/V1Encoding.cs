using LiveSubmissions.Feed;
using LiveSubmissions.Log;

namespace LiveSubmissions.AspNetCore.Wire;

/// <summary>The dialect <c>live-submissions.v1</c>: a batch is one message, an array when it holds several entries.</summary>
internal sealed class V1Encoding : FeedEncoding<WireMessages>
{
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
        foreach (var entry in entries) capacity += V1Update.MaxLength(entry) + 1;

        var bytes = new byte[capacity];
        var length = 0;
        if (entries.Count > 1) bytes[length++] = (byte)'[';
        for (var i = 0; i < entries.Count; i++)
        {
            if (i > 0) bytes[length++] = (byte)',';
            length += V1Update.Write(entries[i], bytes.AsSpan(length));
        }

        if (entries.Count > 1) bytes[length++] = (byte)']';
        return new WireMessages(bytes.AsMemory(0, length));
    }
}
