using LiveSubmissions.Tool.Server;

namespace LiveSubmissions.Tool.Doctor;

/// <summary>What somebody asks the doctor.</summary>
internal sealed record DoctorRequest
{
    /// <summary>What the guide tries first, and what a URL is tried with when nobody says which problem is meant.</summary>
    public const string GuideProblem = "1";

    /// <summary>Redis as the application has it; blank: not configured; <see langword="null"/>: nobody said.</summary>
    public string? Redis { get; init; }

    public string? KeyPrefix { get; init; }

    public ServerUrl? Server { get; init; }

    /// <summary>Where the page comes from, as the browser says it.</summary>
    public string? Origin { get; init; }

    public string? Problem { get; init; }

    public string? Submission { get; init; }

    /// <summary>The additional group that the page follows, if it does not follow the problem's.</summary>
    public SubmissionGroup? Group { get; init; }

    /// <summary>What the page loads its rows from.</summary>
    public Uri? Rows { get; init; }

    /// <summary>Whether a real update may be sent to the problem's followers.</summary>
    public bool Broadcast { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(9);

    /// <summary>The problem whose addresses are tried.</summary>
    public string TriedProblem => Problem ?? GuideProblem;
}
