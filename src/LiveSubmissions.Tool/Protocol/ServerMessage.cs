using System.Text.Json;

namespace LiveSubmissions.Tool.Protocol;

/// <summary>A message of the dialect live-submissions.v1. docs/protocol.md specifies them.</summary>
internal abstract record ServerMessage
{
    private ServerMessage()
    {
    }

    public sealed record Hello(string Position, bool Resumed, bool Complete, double HeartbeatSeconds, bool Verified = true) : ServerMessage;

    public sealed record Update(
        string Submission, string Status, string? Metrics, double? Progress, long? Revision, DateTimeOffset? At, long Sequence) : ServerMessage;

    public sealed record Heartbeat(string Position, bool Verified) : ServerMessage;

    public sealed record Resync(string Position, string Reason) : ServerMessage;

    /// <summary>The end: a close frame, or the close message of an endpoint without close frames. 1006: the connection ended without either.</summary>
    public sealed record Closed(int Code, string Reason) : ServerMessage
    {
        /// <summary>Whether to stay away, according to docs/protocol.md. The tool cannot sign in, so it does not come back after 4401 either.</summary>
        public bool IsFinal => Code is >= 4400 and <= 4499 and not (4408 or 4429);
    }

    /// <summary>Reads a text frame. Messages of unknown types are left out.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static IReadOnlyList<ServerMessage> Read(ReadOnlyMemory<byte> frame)
    {
        using var json = JsonDocument.Parse(frame);
        var root = json.RootElement;
        var elements = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().ToArray() : [root];
        return [.. elements.Select(ServerMessageReader.Read).OfType<ServerMessage>()];
    }
}

/// <summary>Reads one object of a frame. A missing field gets its default.</summary>
internal static class ServerMessageReader
{
    public static ServerMessage? Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) return null;
        return Text(json, "type") switch
        {
            "hello" => new ServerMessage.Hello(Text(json, "position") ?? "0", True(json, "resumed"), True(json, "complete"), Number(json, "heartbeat_seconds") ?? 10, !False(json, "verified")),
            "submission_update" => new ServerMessage.Update(
                Text(json, "submission_id") ?? "",
                Text(json, "status") ?? "",
                json.TryGetProperty("metrics", out var metrics) && metrics.ValueKind == JsonValueKind.Object ? metrics.GetRawText() : null,
                Number(json, "progress"),
                (long?)Number(json, "revision"),
                DateTimeOffset.TryParse(Text(json, "at"), System.Globalization.CultureInfo.InvariantCulture, out var at) ? at : null,
                Whole(json, "sequence")),
            "heartbeat" => new ServerMessage.Heartbeat(Text(json, "position") ?? "0", True(json, "verified")),
            "resync" => new ServerMessage.Resync(Text(json, "position") ?? "0", Text(json, "reason") ?? ""),
            "close" => new ServerMessage.Closed((int)Whole(json, "code"), Text(json, "reason") ?? ""),
            _ => null,
        };
    }

    /// <summary>A string, or a number as text: an id may be either.</summary>
    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;

    private static bool True(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static bool False(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.False;

    private static double? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static long Whole(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
}
