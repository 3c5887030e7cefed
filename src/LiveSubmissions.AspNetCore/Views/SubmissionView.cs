namespace LiveSubmissions.AspNetCore.Views;

/// <summary>What a client follows: all of a group, or one submission of it.</summary>
internal readonly record struct SubmissionView(SubmissionGroup Group, ProblemId? Problem = null, SubmissionId? Submission = null)
{
    /// <summary>As log lines say it.</summary>
    public override string ToString()
    {
        var whole = Problem is { } problem ? $"problem_id={problem}" : $"group={Group}";
        return Submission is { } submission ? $"{whole}, submission_id={submission}" : whole;
    }
}
