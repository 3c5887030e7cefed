using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JudgeHost.Submissions;
using LiveSubmissions;

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

/// <summary>A problem's newest submissions, and the feed's position before they were read: a page that follows from there misses nothing.</summary>
/// <param name="Position">Null if the feed cannot be reached.</param>
/// <param name="Submissions">Newest first.</param>
internal sealed record SubmissionList(string? Position, IReadOnlyList<SubmissionView> Submissions);

/// <summary>The answer to an upload or a rejudge.</summary>
internal sealed record SubmissionAnswer([property: JsonConverter(typeof(IdConverter))] long SubmissionId, string Status);

/// <summary>Writes a submission's id as the feed does: as text if JavaScript would round the number.</summary>
internal sealed class IdConverter : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetInt64();

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options)
    {
        if (new SubmissionId(value).IsNumber) writer.WriteNumberValue(value);
        else writer.WriteStringValue($"{value}");
    }
}
