using System.Buffers;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;

namespace LiveSubmissions.AspNetCore.Polling;

/// <summary>A poll's answer: a JSON array of v1 messages, spliced from the bytes that the other endpoints send too.</summary>
internal static class PollBody
{
    /// <param name="hello">The first message.</param>
    /// <param name="batch">What was read, if anything was.</param>
    /// <param name="heartbeat">The last message; none if there is more.</param>
    public static ReadOnlyMemory<byte> Write(WireMessages hello, FeedBatch? batch, WireMessages? heartbeat)
    {
        var body = new ArrayBufferWriter<byte>(512);
        body.Write("["u8);
        body.Write(hello[0].Span);
        if (batch is not null) Add(body, WithoutBrackets(batch.Encode(Dialect.V1.Encoding)[0].Span));
        if (heartbeat is not null) Add(body, heartbeat[0].Span);
        body.Write("]"u8);
        return body.WrittenMemory;
    }

    private static void Add(ArrayBufferWriter<byte> body, ReadOnlySpan<byte> messages)
    {
        body.Write(","u8);
        body.Write(messages);
    }

    /// <summary>Several updates are an array already.</summary>
    private static ReadOnlySpan<byte> WithoutBrackets(ReadOnlySpan<byte> json) => json[0] == (byte)'[' ? json[1..^1] : json;
}
