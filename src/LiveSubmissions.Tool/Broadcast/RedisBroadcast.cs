namespace LiveSubmissions.Tool.Broadcast;

/// <summary>Over Redis, as a worker does.</summary>
internal sealed class RedisBroadcast(ISubmissionBroadcaster broadcaster) : ManualBroadcast
{
    public override async Task<BroadcastAnswer> SendAsync(SubmissionUpdate update, CancellationToken cancel) =>
        BroadcastAnswer.Of(await broadcaster.BroadcastAsync(update, cancel).ConfigureAwait(false));
}
