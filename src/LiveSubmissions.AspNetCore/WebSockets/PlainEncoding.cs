namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>The plain dialect: each entry an object of its own, and nothing besides entries.</summary>
internal sealed class PlainEncoding : FeedEncoding<WireMessages>
{
    public override WireMessages Encode(FeedBatch batch)
    {
        var entries = batch.Entries;
        if (entries.Count == 0) return WireMessages.None;

        var length = 0;
        foreach (var entry in entries) length += entry.State.PlainLength + 1;

        // One array for all: a batch that holds a thousand entries is not a thousand arrays.
        var bytes = new byte[length];
        var texts = new ReadOnlyMemory<byte>[entries.Count];
        var start = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            var state = entries[i].State;
            var end = start + state.PlainLength;
            state.Json.Span[..state.PlainLength].CopyTo(bytes.AsSpan(start));
            bytes[end++] = (byte)'}';
            texts[i] = bytes.AsMemory(start, end - start);
            start = end;
        }

        return new WireMessages(texts);
    }
}
