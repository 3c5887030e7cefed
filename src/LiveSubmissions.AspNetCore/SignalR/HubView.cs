namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>What a client asks to follow.</summary>
/// <param name="Problem">The problem's id as text.</param>
/// <param name="Submission">The submission's; <see langword="null"/> for all of the problem's.</param>
/// <param name="Since">From where; <see langword="null"/> for live updates only.</param>
internal readonly record struct HubView(string Problem, string? Submission, FeedPosition? Since)
{
    /// <summary>The problem's id as messages say it that are about no update: a number if the client sent one that every client can hold.</summary>
    public object ProblemAsGiven { get; init; } = Problem;

    /// <summary>As log lines say it.</summary>
    public override string ToString() => Submission is null ? $"problem_id={Problem}" : $"problem_id={Problem}, submission_id={Submission}";
}
