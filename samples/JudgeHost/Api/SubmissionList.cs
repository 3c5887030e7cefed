namespace JudgeHost.Api;

/// <summary>A problem's newest submissions, with the feed's position from before they were read: follow from there, and nothing is missed.</summary>
/// <param name="Position">Null if the feed cannot be reached.</param>
/// <param name="Submissions">Newest first.</param>
internal sealed record SubmissionList(string? Position, IReadOnlyList<SubmissionView> Submissions);
