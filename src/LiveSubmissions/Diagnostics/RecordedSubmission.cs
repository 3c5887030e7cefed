namespace LiveSubmissions;

/// <summary>A submission as the application has saved it, for the doctor to compare with what was broadcast.</summary>
/// <param name="ProblemId">The problem.</param>
/// <param name="SubmissionId">The submission.</param>
/// <param name="Status">The saved status.</param>
/// <param name="Revision">The saved revision, if the application gives its updates one.</param>
/// <param name="ChangedAt">When it was saved last.</param>
public sealed record RecordedSubmission(
    ProblemId ProblemId, SubmissionId SubmissionId, SubmissionStatus Status, long? Revision, DateTimeOffset ChangedAt);
