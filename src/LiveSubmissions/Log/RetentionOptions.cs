namespace LiveSubmissions;

/// <summary>What a group's log keeps.</summary>
public sealed class RetentionOptions
{
    /// <summary>The newest so many submissions of a group. Default 10,000; 1 to 1,000,000.</summary>
    public int MaxSubmissions { get; set; } = 10_000;

    /// <summary>
    /// How long after its last update a group's log is kept when nobody watches it. Default 7 days; 1 minute to 365 days. The in-memory transport keeps its
    /// logs as long as the process.
    /// </summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromDays(7);
}
