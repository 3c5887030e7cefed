using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LiveSubmissions.Feed;

namespace LiveSubmissions.AspNetCore.Wire;

/// <summary>The messages that the dialect <c>live-submissions.v1</c> has of its own.</summary>
internal static class V1Messages
{
    /// <summary>Apostrophes as they are: none of this is ever put into a page's markup by the server, and people read it.</summary>
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The first message of a connection. It says that the server is unsure only if it is: a page must not show itself live for a moment.</summary>
    /// <param name="hello">What it says.</param>
    /// <param name="sent">When, where a client has to see that a message was held back on the way: milliseconds of a clock of the server's own.</param>
    public static WireMessages Hello(Hello hello, long? sent = null) => Write("hello", json =>
    {
        json.WriteString("position"u8, hello.Position.ToString());
        json.WriteBoolean("resumed"u8, hello.Resumed);
        json.WriteBoolean("complete"u8, hello.Complete);
        json.WriteNumber("heartbeat_seconds"u8, hello.Heartbeat.TotalSeconds);
        if (!hello.Verified) json.WriteBoolean("verified"u8, false);
        WriteSent(json, sent);
    });

    /// <summary>Nothing new, and whether that is known for certain.</summary>
    /// <param name="position">Where the client then stands.</param>
    /// <param name="verified">Whether it is known for certain.</param>
    /// <param name="sent">As that of a hello.</param>
    public static WireMessages Heartbeat(FeedPosition position, bool verified, long? sent = null) => Write("heartbeat", json =>
    {
        json.WriteString("position"u8, position.ToString());
        json.WriteBoolean("verified"u8, verified);
        WriteSent(json, sent);
    });

    /// <summary>History that the client needs is gone.</summary>
    public static WireMessages Resync(FeedPosition position, ResyncReason reason) => Write("resync", json =>
    {
        json.WriteString("position"u8, position.ToString());
        json.WriteString("reason"u8, Name(reason));
    });

    /// <summary>The last message of an endpoint that has no close codes of its own.</summary>
    public static WireMessages Close(CloseCode code) => Write("close", json =>
    {
        json.WriteNumber("code"u8, code.Number);
        json.WriteString("reason"u8, code.Reason);
    });

    private static string Name(ResyncReason reason) => reason switch
    {
        ResyncReason.Trimmed => "trimmed",
        ResyncReason.Ahead => "ahead",
        _ => "epoch",
    };

    private static void WriteSent(Utf8JsonWriter json, long? sent)
    {
        if (sent is { } milliseconds) json.WriteNumber("sent"u8, milliseconds);
    }

    private static WireMessages Write(string type, Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(160);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            fields(json);
            json.WriteEndObject();
        }

        return new WireMessages(buffer.WrittenMemory);
    }
}
