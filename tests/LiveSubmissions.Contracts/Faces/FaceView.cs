namespace LiveSubmissions.Contracts.Faces;

/// <summary>What a client follows: all of a problem, one submission of it, or a group that the host maps itself.</summary>
public sealed record FaceView
{
    private FaceView(string route) => Route = route;

    /// <summary>The route that all faces have in common, for instance <c>problems/1/submissions</c>: no slash at either end.</summary>
    public string Route { get; }

    /// <summary>The problem, for faces without addresses; <see langword="null"/> for a further group.</summary>
    public string? ProblemId { get; private init; }

    /// <summary>The submission, if it is about one.</summary>
    public string? SubmissionId { get; private init; }

    /// <summary>A problem's submissions.</summary>
    public static FaceView Problem(string problem) => new($"problems/{Uri.EscapeDataString(problem)}/submissions") { ProblemId = problem };

    /// <summary>One submission of a problem.</summary>
    public static FaceView Submission(string problem, string submission) =>
        new($"problems/{Uri.EscapeDataString(problem)}/submissions/{Uri.EscapeDataString(submission)}") { ProblemId = problem, SubmissionId = submission };

    /// <summary>A user's submissions: the further group that hosts of these tests map.</summary>
    public static FaceView User(string user) => new($"users/{Uri.EscapeDataString(user)}/submissions");
}
