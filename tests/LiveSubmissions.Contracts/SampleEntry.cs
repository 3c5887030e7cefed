using System.Text;
using System.Text.Json;
using LiveSubmissions.Log;

namespace LiveSubmissions.Contracts;

/// <summary>Makes the states that a broadcaster would hand to a transport.</summary>
public static class SampleEntry
{
    /// <summary>A state with a message like the broadcaster's: the plain dialect's fields, then v1's, not closed.</summary>
    public static SubmissionEntry Create(
        SubmissionId submission,
        string status = "evaluating",
        long? revision = null,
        string broadcaster = "broadcaster1",
        long counter = 1,
        ProblemId? problem = null,
        string metrics = "null",
        string progress = "null",
        string at = "2026-01-31T12:00:00.000Z")
    {
        var plain = Encoding.UTF8.GetBytes(
            $$"""{"type":"submission_update","submission_id":{{OnWire(submission)}},"status":{{JsonSerializer.Serialize(status)}},"metrics":{{metrics}}""");
        var further = Encoding.UTF8.GetBytes($$""","problem_id":1,"revision":{{revision?.ToString() ?? "null"}},"progress":{{progress}}""");
        var time = Encoding.UTF8.GetBytes($",\"at\":\"{at}\"");
        return new SubmissionEntry
        {
            Problem = problem ?? 1,
            Submission = submission,
            Status = status,
            Revision = revision,
            Operation = new OperationId(broadcaster, counter),
            Json = (byte[])[.. plain, .. further, .. time],
            PlainLength = plain.Length,
            ContentLength = plain.Length + further.Length,
        };
    }

    private static string OnWire(SubmissionId id) => id.IsNumber ? id.ToString() : $"\"{id}\"";
}
