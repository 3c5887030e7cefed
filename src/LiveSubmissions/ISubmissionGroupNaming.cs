namespace LiveSubmissions;

/// <summary>Names the groups. Replace it in the service collection to name them otherwise.</summary>
public interface ISubmissionGroupNaming
{
    /// <summary>The group of a problem's submissions. Default: <c>problem_submissions_{problemId}</c>, the name of the original system.</summary>
    /// <remarks>If it throws, or returns <c>default</c>, the broadcast's outcome is <see cref="BroadcastOutcome.Failed"/> and the reason says why.</remarks>
    /// <param name="problem">The problem; never missing.</param>
    SubmissionGroup ForProblem(ProblemId problem) => new($"problem_submissions_{problem}");

    /// <summary>
    /// The groups besides the problem's that are told of an update, for instance <c>user_submissions_7</c>. Each is a log of its own, with its own order,
    /// retention, deferral and result. By default none. If it throws, or returns <see langword="null"/> or a <c>default</c> group, only the problem's
    /// followers are told, and the log says why.
    /// </summary>
    /// <param name="update">The update; <see cref="SubmissionUpdate.UserId"/> says whose submission it is, if the application gave that.</param>
    IReadOnlyList<SubmissionGroup> AdditionalGroups(SubmissionUpdate update) => [];
}

/// <summary>The default names.</summary>
internal sealed class DefaultGroupNaming : ISubmissionGroupNaming;
