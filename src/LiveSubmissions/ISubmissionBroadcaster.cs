namespace LiveSubmissions;

/// <summary>Tells everybody who follows a problem about a submission's new state.</summary>
/// <remarks>
/// One submission's updates go out strictly in the order in which they were given. A fault of the transport never throws: the update is
/// retried, then kept and sent when the transport is back. Save the state first, then broadcast it: a page that is told to ask the
/// application must find there what it was told.
/// </remarks>
public interface ISubmissionBroadcaster
{
    /// <summary>Broadcasts a new state.</summary>
    /// <param name="update">The state; it is read before the call returns.</param>
    /// <param name="cancel">Ends the wait, not the update: the result is then <see cref="BroadcastOutcome.Deferred"/>.</param>
    /// <returns>What happened, within <see cref="BroadcasterOptions.Timeout"/>.</returns>
    /// <exception cref="ArgumentException">Wrong use: no submission id, no status, a progress outside 0 to 1, a negative revision.</exception>
    ValueTask<BroadcastResult> BroadcastAsync(SubmissionUpdate update, CancellationToken cancel = default);
}
