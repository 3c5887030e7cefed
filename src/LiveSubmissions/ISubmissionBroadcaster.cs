using System.Text.Json.Nodes;

namespace LiveSubmissions;

/// <summary>Tells everybody who follows a problem about a submission's new state.</summary>
/// <remarks>
/// <para>
/// One submission's updates go out strictly in the order in which they were given. A fault of the transport never throws: the update is
/// retried, then kept and sent when the transport is back. Save the state first, then broadcast it: a page that is told to ask the
/// application must find there what it was told.
/// </para>
/// <para>
/// The status always goes out. A part of the update that cannot be sent as it is does not throw and does not keep the status back: it is put right or left out,
/// with one warning in the log, and <see cref="BroadcastResult.LeftOut"/> says what. A logger, or a listener of metrics or traces, that throws changes nothing either.
/// </para>
/// </remarks>
public interface ISubmissionBroadcaster
{
    /// <summary>Broadcasts a new state.</summary>
    /// <param name="update">The state; it is read before the call returns.</param>
    /// <param name="cancellationToken">Ends the wait, not the update: the result is then <see cref="BroadcastOutcome.Deferred"/>.</param>
    /// <returns>What happened, within <see cref="BroadcasterOptions.Timeout"/>.</returns>
    /// <exception cref="ArgumentException">Wrong use: no update, no submission id, or no status. Nothing else throws.</exception>
    ValueTask<BroadcastResult> BroadcastAsync(SubmissionUpdate update, CancellationToken cancellationToken = default);
}

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
