using System.Text.Json.Nodes;
using LiveSubmissions.Broadcasting;
using LiveSubmissions.Log;

namespace LiveSubmissions.Diagnostics;

/// <summary>What is written to the reserved groups: entries like any other, so that they travel the same way and prove it.</summary>
internal static class ReservedEntry
{
    public static SubmissionEntry Write(
        SubmissionGroup group, SubmissionId id, SubmissionStatus status, JsonObject? content, OperationId operation, DateTimeOffset now)
    {
        var update = new SubmissionUpdate { ProblemId = group.Name, SubmissionId = id, Status = status, Metrics = content };
        var message = UpdateWriter.Write(update, now);
        return new SubmissionEntry
        {
            Problem = update.ProblemId,
            Submission = update.SubmissionId,
            Status = update.Status,
            Operation = operation,
            Json = message.Json,
            PlainLength = message.PlainLength,
        };
    }

    /// <summary>The content of an entry; nothing if it has none, or is not one of these.</summary>
    public static JsonObject? Read(SubmissionEntry entry)
    {
        try
        {
            return JsonNode.Parse([.. entry.Json.Span, (byte)'}'])?["metrics"] as JsonObject;
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
