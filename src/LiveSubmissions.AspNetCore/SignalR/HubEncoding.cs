using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>The v1 messages one by one, as SignalR sends them: made once for a batch, and shared by all connections and protocols.</summary>
internal sealed class HubEncoding : FeedEncoding<IReadOnlyList<HubMessage>>
{
    private readonly V1Encoding _v1 = new();

    public override IReadOnlyList<HubMessage> Encode(FeedBatch batch)
    {
        if (batch.Kind != FeedBatchKind.Entries) return [new HubMessage(_v1.Encode(batch)[0])];

        var entries = batch.Entries;
        var messages = new HubMessage[entries.Count];
        for (var i = 0; i < messages.Length; i++) messages[i] = new HubMessage(Update(entries[i]));
        return messages;
    }

    private static ReadOnlyMemory<byte> Update(LogEntry entry)
    {
        var bytes = new byte[V1Update.MaxLength(entry)];
        return bytes.AsMemory(0, V1Update.Write(entry, bytes));
    }
}
