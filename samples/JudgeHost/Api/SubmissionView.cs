using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JudgeHost.Submissions;

namespace JudgeHost.Api;

/// <summary>A submission as the API shows it.</summary>
internal sealed record SubmissionView(
    [property: JsonConverter(typeof(IdConverter))] long SubmissionId,
    int ProblemId,
    string? Participant,
    string FileName,
    string Status,
    long Revision,
    int Attempt,
    JsonNode? Metrics,
    double? Progress,
    DateTime CreatedAt,
    DateTime? StartedAt,
    DateTime? FinishedAt)
{
    public static SubmissionView From(Submission row) => new(
        row.Id, row.ProblemId, row.Participant, row.FileName, row.Status, row.Revision, row.Attempt,
        row.Metrics is { } json ? JsonNode.Parse(json) : null, row.Progress, row.CreatedAt, row.StartedAt, row.FinishedAt);
}
