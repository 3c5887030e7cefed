using System.Text;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;

namespace LiveSubmissions.AspNetCore.Tests;

/// <summary>Hand-made batches, and what encodings make of them.</summary>
internal static class Batches
{
    public static FeedBatch Entries(params LogEntry[] entries) => new(FeedBatchKind.Entries, new FeedPosition("e", entries[^1].Sequence), entries);

    public static LogEntry Entry(long sequence, string plain, string furtherV1 = "") => new(sequence, new SubmissionEntry
    {
        Problem = 1,
        Submission = sequence,
        Status = SubmissionStatus.Accepted,
        Operation = new OperationId("b", sequence),
        Json = Encoding.UTF8.GetBytes(plain + furtherV1),
        PlainLength = Encoding.UTF8.GetByteCount(plain),
    });

    public static string[] Texts(this WireMessages messages) =>
        [.. Enumerable.Range(0, messages.Count).Select(i => Encoding.UTF8.GetString(messages[i].Span))];
}
