namespace LiveSubmissions.AspNetCore.Tests.Views;

/// <summary>A group for each user besides the problems' own.</summary>
internal sealed class UserGroups : ISubmissionGroupNaming
{
    public static SubmissionGroup Of(string user) => new($"user_submissions_{user}");

    public SubmissionGroup ForProblem(ProblemId problem) => new($"problem_submissions_{problem}");

    public IReadOnlyList<SubmissionGroup> FurtherGroups(SubmissionUpdate update) => update.UserId is { } user ? [Of(user)] : [];
}
