namespace LiveSubmissions.Contracts.Endpoints;

/// <summary>What a client follows: all of a problem, one submission of it, or a group that the host maps itself.</summary>
public sealed record EndpointView
{
    private EndpointView(string route) => Route = route;

    /// <summary>The route that all endpoints have in common, for instance <c>problems/1/submissions</c>: no slash at either end.</summary>
    public string Route { get; }

    /// <summary>The problem, for endpoints without addresses; <see langword="null"/> for an additional group.</summary>
    public string? ProblemId { get; private init; }

    /// <summary>The submission, if it is about one.</summary>
    public string? SubmissionId { get; private init; }

    /// <summary>A problem's submissions.</summary>
    public static EndpointView Problem(string problem) => new($"problems/{Uri.EscapeDataString(problem)}/submissions") { ProblemId = problem };

    /// <summary>One submission of a problem.</summary>
    public static EndpointView Submission(string problem, string submission) =>
        new($"problems/{Uri.EscapeDataString(problem)}/submissions/{Uri.EscapeDataString(submission)}") { ProblemId = problem, SubmissionId = submission };

    /// <summary>A user's submissions: the additional group that hosts of these tests map.</summary>
    public static EndpointView User(string user) => new($"users/{Uri.EscapeDataString(user)}/submissions");
}
