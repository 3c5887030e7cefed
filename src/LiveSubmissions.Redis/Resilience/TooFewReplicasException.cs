namespace LiveSubmissions.Redis.Resilience;

/// <summary>The log has the update, but too few replicas said in time that they have it too.</summary>
internal sealed class TooFewReplicasException(long acknowledged) : Exception("Too few replicas acknowledged.")
{
    public long Acknowledged { get; } = acknowledged;
}
