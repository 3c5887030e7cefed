namespace LiveSubmissions.Records;

/// <summary>A submission as the application has saved it. The doctor compares it with the logs.</summary>
/// <param name="ProblemId">The problem.</param>
/// <param name="SubmissionId">The submission.</param>
/// <param name="Status">The saved status.</param>
/// <param name="Revision">The saved revision, or <see langword="null"/> if the application uses no revisions.</param>
/// <param name="ChangedAt">When the submission was saved last.</param>
public sealed record RecordedSubmission(
    ProblemId ProblemId, SubmissionId SubmissionId, SubmissionStatus Status, long? Revision, DateTimeOffset ChangedAt)
{
    /// <summary>
    /// The user of the submission, as in <see cref="SubmissionUpdate.UserId"/>, or <see langword="null"/>. With it the doctor also finds a status that was not
    /// broadcast to the group of its user. For this it makes an update with this record's problem, submission, status, revision and user, and reads the log of
    /// each group that <see cref="ISubmissionGroupNaming.AdditionalGroups"/> returns for that update.
    /// </summary>
    public string? UserId { get; init; }

    internal SubmissionUpdate ToUpdate() => new() { ProblemId = ProblemId, SubmissionId = SubmissionId, Status = Status, Revision = Revision, UserId = UserId };
}

/// <summary>
/// Reads records with the function that the application gave to <c>AddRecords</c>: the most recently changed ones first, and at most <c>limit</c> of them.
/// </summary>
internal sealed class RecordSource(Func<IServiceProvider, int, CancellationToken, ValueTask<IReadOnlyList<RecordedSubmission>>> read)
{
    public ValueTask<IReadOnlyList<RecordedSubmission>> ReadAsync(IServiceProvider services, int limit, CancellationToken cancellationToken) =>
        read(services, limit, cancellationToken);
}
