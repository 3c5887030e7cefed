namespace LiveSubmissions.Tool.Broadcast;

/// <summary>The names of the guide, and the additional groups that were given to the command: how an application names them, it alone knows.</summary>
internal sealed class GivenGroups(IReadOnlyList<SubmissionGroup> groups) : ISubmissionGroupNaming
{
    private readonly DefaultGroupNaming _guide = new();

    public SubmissionGroup ForProblem(ProblemId problem) => _guide.ForProblem(problem);

    public IReadOnlyList<SubmissionGroup> AdditionalGroups(SubmissionUpdate update) => groups;
}
