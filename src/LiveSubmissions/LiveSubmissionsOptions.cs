namespace LiveSubmissions;

/// <summary>The settings of <c>AddLiveSubmissions()</c>, validated when the host starts, every error at once.</summary>
public sealed class LiveSubmissionsOptions
{
    /// <summary>How updates are sent.</summary>
    public BroadcasterOptions Broadcaster { get; } = new();

    /// <summary>What a group's log keeps.</summary>
    public RetentionOptions Retention { get; } = new();

    /// <summary>How a node follows logs and serves cursors.</summary>
    public FeedOptions Feed { get; } = new();

    /// <summary>
    /// The statuses after which a submission changes no more. Default: accepted, rejected, failed, cancelled. What a configuration file lists is added to
    /// them; code can remove one too.
    /// </summary>
    public HashSet<SubmissionStatus> TerminalStatuses { get; } =
        [SubmissionStatus.Accepted, SubmissionStatus.Rejected, SubmissionStatus.Failed, SubmissionStatus.Cancelled];
}
