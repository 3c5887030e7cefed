namespace LiveSubmissions.Tool.Broadcast;

/// <summary>Over Redis, as a worker does.</summary>
internal sealed class RedisBroadcast(ISubmissionBroadcaster broadcaster) : ManualBroadcast
{
    public override async Task<BroadcastAnswer> SendAsync(SubmissionUpdate update, CancellationToken cancel)
    {
        var result = await broadcaster.BroadcastAsync(update, cancel).ConfigureAwait(false);

        // The tool ends, and its outbox with it.
        return result.Outcome == BroadcastOutcome.Deferred ? BroadcastAnswer.Failed(result.Reason ?? "") with { LeftOut = result.LeftOut } : BroadcastAnswer.Of(result);
    }
}
