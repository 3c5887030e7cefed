using LiveSubmissions.Feed;
using LiveSubmissions.Log;

namespace LiveSubmissions.AspNetCore.Wire;

/// <summary>The plain dialect: each entry an object of its own, and nothing besides entries.</summary>
internal sealed class PlainEncoding : FeedEncoding<WireMessages>
{
    public override WireMessages Encode(FeedBatch batch)
    {
        var entries = batch.Entries;
        if (entries.Count == 0) return WireMessages.None;

        // Each has an array of its own: who holds on to one message does not hold on to a batch.
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
