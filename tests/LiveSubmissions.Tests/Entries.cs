using System.Text;
using LiveSubmissions.Log;

namespace LiveSubmissions.Tests;

/// <summary>Makes entries for tests.</summary>
internal static class Entries
{
    public static SubmissionEntry State(
        long submission, string status = "accepted", long? revision = null, string broadcaster = "b1", long counter = 1)
    {
        var json = $$"""{"type":"submission_update","submission_id":{{submission}},"status":"{{status}}","metrics":null""";
        return new SubmissionEntry
        {
            Problem = 1,
            Submission = submission,
            Status = status,
            Revision = revision,
            Operation = new OperationId(broadcaster, counter),
            Json = Encoding.UTF8.GetBytes(json),
            PlainLength = Encoding.UTF8.GetByteCount(json),
        };
    }

    public static LogEntry At(long sequence, long submission, string status = "accepted", string broadcaster = "b1") =>
        new(sequence, State(submission, status, broadcaster: broadcaster, counter: sequence));
}
