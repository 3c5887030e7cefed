using LiveSubmissions.Tool.Server;

namespace LiveSubmissions.Tool.Steps;

/// <summary>The options of the command <c>doctor</c>.</summary>
internal sealed record DoctorRequest
{
    /// <summary>The problem in the troubleshooting guide. It is tried if no problem is named.</summary>
    public const string GuideProblem = "1";

    /// <summary>The application's Redis URL. Blank: not configured; <see langword="null"/>: not given.</summary>
    public string? Redis { get; init; }

    public string? KeyPrefix { get; init; }

    public ServerUrl? Server { get; init; }

    /// <summary>The page's origin, as the browser sends it.</summary>
    public string? Origin { get; init; }

    public string? Problem { get; init; }

    public string? Submission { get; init; }

    /// <summary>The additional group that the page follows, if it does not follow the problem's group.</summary>
    public SubmissionGroup? Group { get; init; }

    /// <summary>The address from which the page loads its rows.</summary>
    public Uri? Rows { get; init; }

    /// <summary>Whether a real update may be sent to the problem's followers.</summary>
    public bool Broadcast { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(9);

    /// <summary>The problem whose addresses are tried.</summary>
    public string TriedProblem => Problem ?? GuideProblem;
}
