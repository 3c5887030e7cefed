namespace LiveSubmissions;

/// <summary>The names of the original system's troubleshooting guide: <c>problem_submissions_{problemId}</c>.</summary>
internal sealed class DefaultGroupNaming : ISubmissionGroupNaming
{
    public SubmissionGroup ForProblem(ProblemId problem) => new($"problem_submissions_{problem}");
}
