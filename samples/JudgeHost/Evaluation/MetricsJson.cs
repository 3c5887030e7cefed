using System.Text.Json.Nodes;

namespace JudgeHost.Evaluation;

/// <summary>Metrics as JSON: six decimals, and null for what JSON has no number for.</summary>
internal static class MetricsJson
{
    public static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(Math.Round(value, 6)) : null;

    public static JsonArray Interval(Interval interval) => [Number(interval.Low), Number(interval.High)];

    public static JsonObject Malformed(MalformedSubmissionException e) => new() { ["line"] = e.Line, ["reason"] = e.Reason };

    public static JsonObject Fault(string reason) => new() { ["reason"] = reason };
}
