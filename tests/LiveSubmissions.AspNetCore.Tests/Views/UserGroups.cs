namespace LiveSubmissions.AspNetCore.Tests.Views;

/// <summary>A group for each user besides the problems' own.</summary>
internal sealed class UserGroups : ISubmissionGroupNaming
{
    public static SubmissionGroup For(string user) => new($"user_submissions_{user}");

    public SubmissionGroup ForProblem(ProblemId problem) => new($"problem_submissions_{problem}");

    public IReadOnlyList<SubmissionGroup> AdditionalGroups(SubmissionUpdate update) => update.UserId is { } user ? [For(user)] : [];
}
