namespace LiveSubmissions.Tool.Broadcast;

/// <summary>Over Redis, as a worker does.</summary>
internal sealed class RedisBroadcast(ISubmissionBroadcaster broadcaster) : ManualBroadcast
{
    public override async Task<BroadcastAnswer> SendAsync(SubmissionUpdate update, CancellationToken cancellationToken) =>
        BroadcastAnswer.From(await broadcaster.BroadcastAsync(update, cancellationToken).ConfigureAwait(false));
}
