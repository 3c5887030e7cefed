namespace LiveSubmissions.Broadcasting;

/// <summary>One submission's way to its log: at most one update is being sent, and at most one, the newest, waits. The outbox guards it.</summary>
internal sealed class Lane(LaneKey key)
{
    public LaneKey Key => key;

    /// <summary>The newest update that is not being sent.</summary>
    public PendingUpdate? Next { get; set; }

    /// <summary>Whether somebody is sending this lane's updates. If nobody is, <see cref="Next"/> is deferred.</summary>
    public bool IsSending { get; set; }

    /// <summary>When an update of this lane could first not be sent, if so: a timestamp of the time provider.</summary>
    public long? DeferredSince { get; set; }
}
