using System.Text.Json.Nodes;

namespace LiveSubmissions;

/// <summary>Sends a submission's new state to all clients that follow its problem.</summary>
/// <remarks>
/// <para>
/// The broadcaster sends the updates of one submission strictly in the order in which it was given them. A failure of the transport never throws: the
/// broadcaster tries again, then keeps the update and sends it when the transport works again. Save the state in the database first, then broadcast it: a
/// client that resyncs asks the application for the state, and must find at least the state that was broadcast.
/// </para>
/// <para>
/// The broadcaster always sends the status. If another part of the update cannot be sent as it is, the broadcaster does not throw: it corrects that part or
/// leaves it out, logs one warning, and describes the change in <see cref="BroadcastResult.LeftOut"/>. A logger, or a listener of metrics or traces, that
/// throws does not change the outcome.
/// </para>
/// </remarks>
public interface ISubmissionBroadcaster
{
    /// <summary>Broadcasts a new state.</summary>
    /// <param name="update">The state. It is read before the call returns, so the caller may change its metrics afterwards.</param>
    /// <param name="cancellationToken">Ends the caller's wait; the update is still sent. The result is then <see cref="BroadcastOutcome.Deferred"/>.</param>
    /// <returns>The result, at the latest after <see cref="BroadcasterOptions.Timeout"/>.</returns>
    /// <exception cref="ArgumentException">The update, its submission id or its status is missing. No other exception is thrown.</exception>
    ValueTask<BroadcastResult> BroadcastAsync(SubmissionUpdate update, CancellationToken cancellationToken = default);
}

/// <summary>Short forms of <see cref="ISubmissionBroadcaster.BroadcastAsync"/>.</summary>
public static class SubmissionBroadcasterExtensions
{
    /// <summary>Broadcasts a new state that is given part by part. The parameters are the properties of <see cref="SubmissionUpdate"/>.</summary>
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
