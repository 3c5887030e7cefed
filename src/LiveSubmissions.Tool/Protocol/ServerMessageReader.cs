using System.Text.Json;

namespace LiveSubmissions.Tool.Protocol;

/// <summary>Reads one object of a frame, forgivingly: what is missing has its default.</summary>
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

    /// <summary>An id is a number or a string; both are shown the same.</summary>
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
