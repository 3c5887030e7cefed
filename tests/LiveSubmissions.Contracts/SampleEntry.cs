using System.Text;
using System.Text.Json;
using LiveSubmissions.Log;

namespace LiveSubmissions.Contracts;

/// <summary>Makes the states that a broadcaster would hand to a transport.</summary>
public static class SampleEntry
{
    /// <summary>A state with a message like the broadcaster's: the plain dialect's fields, then v1's, not closed.</summary>
    public static SubmissionEntry Of(
        SubmissionId submission,
        string status = "evaluating",
        long? revision = null,
        string broadcaster = "broadcaster1",
        long counter = 1,
        ProblemId? problem = null,
        string metrics = "null")
    {
        var plain = Encoding.UTF8.GetBytes(
            $$"""{"type":"submission_update","submission_id":{{OnWire(submission)}},"status":{{JsonSerializer.Serialize(status)}},"metrics":{{metrics}}""");
        var further = Encoding.UTF8.GetBytes($$""","problem_id":1,"revision":{{revision?.ToString() ?? "null"}}""");
        return new SubmissionEntry
        {
            Problem = problem ?? 1,
            Submission = submission,
            Status = status,
            Revision = revision,
            Operation = new OperationId(broadcaster, counter),
            Json = (byte[])[.. plain, .. further],
            PlainLength = plain.Length,
        };
    }

    private static string OnWire(SubmissionId id) => id.IsNumber ? id.ToString() : $"\"{id}\"";
}
