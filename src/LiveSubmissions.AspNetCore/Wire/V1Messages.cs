using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LiveSubmissions.Feed;

namespace LiveSubmissions.AspNetCore.Wire;

/// <summary>The messages of the dialect <c>live-submissions.v1</c> other than updates.</summary>
internal static class V1Messages
{
    /// <summary>
    /// Apostrophes are not escaped: the server never puts these messages into the markup of a page, and people read them.
    /// </summary>
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The first message of a connection. It has <c>verified</c> only if that is false: then the page must not show itself as live, not even until
    /// the first heartbeat.
    /// </summary>
    /// <param name="hello">What it says.</param>
    /// <param name="sent">
    /// When it is sent, in milliseconds of a clock of the server. For endpoints where a proxy may hold messages back, so that the client can see the delay.
    /// </param>
    public static WireMessages Hello(HelloFields hello, long? sent = null) => Write("hello", json =>
    {
        json.WriteString("position"u8, hello.Position.ToString());
        json.WriteBoolean("resumed"u8, hello.Resumed);
        json.WriteBoolean("complete"u8, hello.Complete);
        json.WriteNumber("heartbeat_seconds"u8, hello.Heartbeat.TotalSeconds);
        if (!hello.Verified) json.WriteBoolean("verified"u8, false);
        WriteSent(json, sent);
    });

    /// <summary>There is nothing new.</summary>
    /// <param name="position">The client's position.</param>
    /// <param name="verified">Whether the node knows that there is nothing new. If false, it may be behind the log.</param>
    /// <param name="sent">The same as for a hello.</param>
    public static WireMessages Heartbeat(FeedPosition position, bool verified, long? sent = null) => Write("heartbeat", json =>
    {
        json.WriteString("position"u8, position.ToString());
        json.WriteBoolean("verified"u8, verified);
        WriteSent(json, sent);
    });

    /// <summary>The log no longer has the updates after the client's position.</summary>
    public static WireMessages Resync(FeedPosition position, ResyncReason reason) => Write("resync", json =>
    {
        json.WriteString("position"u8, position.ToString());
        json.WriteString("reason"u8, Name(reason));
    });

    /// <summary>The last message of an endpoint whose protocol has no close codes.</summary>
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

/// <summary>What a hello says.</summary>
/// <param name="Position">The client's position before the first update.</param>
/// <param name="Resumed">Whether the client gave a position and it could be used.</param>
/// <param name="Complete">False if the client asked for all that the log retains, and retention has removed something.</param>
/// <param name="IsOwnPosition">
/// Whether the client may resume from <paramref name="Position"/>. It may not if its own position could not be used: then a resync follows, with the position
/// to resume from.
/// </param>
/// <param name="Heartbeat">The time between two heartbeats.</param>
/// <param name="Verified">False if the node is not sure that its mirror equals the log.</param>
internal readonly record struct HelloFields(
    FeedPosition Position, bool Resumed, bool Complete, bool IsOwnPosition, TimeSpan Heartbeat, bool Verified = true)
{
    public HelloFields(FeedCursor cursor, FeedPosition? since, TimeSpan heartbeat)
        : this(cursor.Position, cursor.Resumed, cursor.Complete, since is null || cursor.Resumed, heartbeat, cursor.BelievesVerified == true)
    {
    }
}
