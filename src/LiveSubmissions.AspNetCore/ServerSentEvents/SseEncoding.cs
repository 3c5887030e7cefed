using System.Text;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;

namespace LiveSubmissions.AspNetCore.ServerSentEvents;

/// <summary>An event stream: a batch is one run of bytes, with a block for each entry.</summary>
internal sealed class SseEncoding : FeedEncoding<WireMessages>
{
    /// <summary>The bytes of a block besides its epoch and its update, and some more.</summary>
    private const int BlockBytes = 64;

    public override WireMessages Encode(FeedBatch batch) => batch.Kind switch
    {
        FeedBatchKind.Entries => Updates(batch),
        FeedBatchKind.Heartbeat => SseBlocks.Heartbeat(batch.Position, batch.Verified),
        FeedBatchKind.Resync => SseBlocks.Resync(batch.Position, batch.Reason ?? ResyncReason.Epoch),
        _ => throw new ArgumentOutOfRangeException(nameof(batch), batch.Kind, "A batch of a kind that the event stream does not know."),
    };

    private static WireMessages Updates(FeedBatch batch)
    {
        if (batch.Entries.Count == 0) return WireMessages.None;
        var epoch = Encoding.UTF8.GetBytes(batch.Position.Epoch ?? "");
        var capacity = 0;
        foreach (var entry in batch.Entries) capacity += BlockBytes + epoch.Length + V1Update.MaxLength(entry);

        var blocks = new SseBuffer(capacity);
        foreach (var entry in batch.Entries) blocks.Line("event: submission_update"u8).Id(epoch, entry.Sequence).Data(entry).End();
        return blocks.Messages;
    }
}
