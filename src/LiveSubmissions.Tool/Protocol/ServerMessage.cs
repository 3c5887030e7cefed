using System.Text.Json;

namespace LiveSubmissions.Tool.Protocol;

/// <summary>A message of the dialect live-submissions.v1, as docs/protocol.md has them.</summary>
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

    /// <summary>The end: a close frame, or the close message of an endpoint without such frames. 1006: there was none.</summary>
    public sealed record Closed(int Code, string Reason) : ServerMessage
    {
        /// <summary>Whether coming back is of no use, by docs/protocol.md. A client that cannot sign in does not come back after 4401 either.</summary>
        public bool IsFinal => Code is >= 4400 and <= 4499 and not (4408 or 4429);
    }

    /// <summary>Reads a text frame; types that are not known are left out.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static IReadOnlyList<ServerMessage> Read(ReadOnlyMemory<byte> frame)
    {
        using var json = JsonDocument.Parse(frame);
        var root = json.RootElement;
        var elements = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().ToArray() : [root];
        return [.. elements.Select(ServerMessageReader.Read).OfType<ServerMessage>()];
    }
}
