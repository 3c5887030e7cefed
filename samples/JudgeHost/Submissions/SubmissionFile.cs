namespace JudgeHost.Submissions;

/// <summary>The file of a submission, in a table of its own: lists of submissions do not load it.</summary>
internal sealed class SubmissionFile
{
    public long SubmissionId { get; init; }

    public required byte[] Content { get; init; }
}
