namespace LiveSubmissions;

/// <summary>Names the groups. To use other names, register your own implementation in the service collection.</summary>
public interface ISubmissionGroupNaming
{
    /// <summary>
    /// Returns the group of a problem's submissions. The default is <c>problem_submissions_{problemId}</c>, the same name as in the original system.
    /// </summary>
    /// <remarks>
    /// If the method throws or returns <c>default</c>, the broadcast's outcome is <see cref="BroadcastOutcome.Failed"/> and its reason names the error.
    /// </remarks>
    /// <param name="problem">The problem. Its id is never missing.</param>
    SubmissionGroup ForProblem(ProblemId problem) => new($"problem_submissions_{problem}");

    /// <summary>
    /// Returns the groups that get an update in addition to the problem's group, for instance <c>user_submissions_7</c>. Each group has its own log, with its
    /// own order, retention, deferral and result. The default is no additional group. If the method throws, or returns <see langword="null"/> or a
    /// <c>default</c> group, only the problem's group gets the update, and the broadcaster logs the error.
    /// </summary>
    /// <param name="update">The update. <see cref="SubmissionUpdate.UserId"/> is the submission's user, if the application has set it.</param>
    IReadOnlyList<SubmissionGroup> AdditionalGroups(SubmissionUpdate update) => [];
}

/// <summary>The default names.</summary>
internal sealed class DefaultGroupNaming : ISubmissionGroupNaming;
