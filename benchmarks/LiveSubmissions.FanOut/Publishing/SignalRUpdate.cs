using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace LiveSubmissions.FanOut.Publishing;

/// <summary>The fields that a client of this library's plain dialect gets, for SignalR to send.</summary>
internal sealed record SignalRUpdate(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("submission_id")] int SubmissionId,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("metrics")] JsonObject Metrics);
