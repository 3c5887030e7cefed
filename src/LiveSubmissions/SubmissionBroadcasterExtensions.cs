using System.Text.Json.Nodes;

namespace LiveSubmissions;

/// <summary>Short forms of <see cref="ISubmissionBroadcaster.BroadcastAsync"/>.</summary>
public static class SubmissionBroadcasterExtensions
{
    /// <summary>Broadcasts a new state from its parts; <see cref="SubmissionUpdate"/> says what each means.</summary>
    public static ValueTask<BroadcastResult> BroadcastAsync(
        this ISubmissionBroadcaster broadcaster,
        ProblemId problemId,
        SubmissionId submissionId,
        SubmissionStatus status,
        JsonObject? metrics = null,
        long? revision = null,
        double? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(broadcaster);
        var update = new SubmissionUpdate
        {
            ProblemId = problemId,
            SubmissionId = submissionId,
            Status = status,
            Metrics = metrics,
            Revision = revision,
            Progress = progress,
        };
        return broadcaster.BroadcastAsync(update, cancellationToken);
    }
}
