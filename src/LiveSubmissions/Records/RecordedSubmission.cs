namespace LiveSubmissions.Records;

/// <summary>A submission as the application has saved it, for the doctor to compare with what was broadcast.</summary>
/// <param name="ProblemId">The problem.</param>
/// <param name="SubmissionId">The submission.</param>
/// <param name="Status">The saved status.</param>
/// <param name="Revision">The saved revision, if the application gives its updates one.</param>
/// <param name="ChangedAt">When it was saved last.</param>
public sealed record RecordedSubmission(
    ProblemId ProblemId, SubmissionId SubmissionId, SubmissionStatus Status, long? Revision, DateTimeOffset ChangedAt)
{
    /// <summary>
    /// Whose submission it is, as <see cref="SubmissionUpdate.UserId"/>, or <see langword="null"/>. With it the doctor also finds a status that was broadcast without
    /// its user's group: it looks into the log of every group that <see cref="ISubmissionGroupNaming.AdditionalGroups"/> names for an update with this
    /// record's problem, submission, status, revision and user.
    /// </summary>
    public string? UserId { get; init; }

    internal SubmissionUpdate ToUpdate() => new() { ProblemId = ProblemId, SubmissionId = SubmissionId, Status = Status, Revision = Revision, UserId = UserId };
}

/// <summary>What the application gave to <c>AddRecords</c>: reads its newest records, most recently changed first, at most so many.</summary>
internal sealed class RecordSource(Func<IServiceProvider, int, CancellationToken, ValueTask<IReadOnlyList<RecordedSubmission>>> read)
{
    public ValueTask<IReadOnlyList<RecordedSubmission>> ReadAsync(IServiceProvider services, int limit, CancellationToken cancellationToken) =>
        read(services, limit, cancellationToken);
}
