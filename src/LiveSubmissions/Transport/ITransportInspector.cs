namespace LiveSubmissions.Transport;

/// <summary>A transport whose servers can be looked at.</summary>
public interface ITransportInspector
{
    /// <summary>What each server says of itself.</summary>
    /// <exception cref="SubmissionTransportException">None answers.</exception>
    ValueTask<IReadOnlyList<TransportServer>> InspectAsync(CancellationToken cancellationToken);
}

/// <summary>What a transport's server says of itself.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Version">Its version.</param>
/// <param name="IsReplica">Whether it is a replica.</param>
/// <param name="EvictionPolicy">Its maxmemory-policy; nothing if it may not be asked.</param>
/// <param name="MaxMemoryBytes">Its memory limit; 0 for none.</param>
/// <param name="ClockAhead">How far its clock is ahead of this machine's, at the least.</param>
/// <param name="Latency">How long a ping takes.</param>
public sealed record TransportServer(
    string Address, string Version, bool IsReplica, string? EvictionPolicy, long MaxMemoryBytes, TimeSpan ClockAhead, TimeSpan Latency)
{
    /// <summary>
    /// How far another clock is ahead of this machine's, at the least; negative: behind. The other clock was read at some time between two readings of this one, so a
    /// difference within them may be the way, a retry or a busy machine.
    /// </summary>
    /// <param name="other">What the other clock says.</param>
    /// <param name="before">This machine's clock before the other one was read.</param>
    /// <param name="after">This machine's clock after the other one was read.</param>
    public static TimeSpan AheadBy(DateTimeOffset other, DateTimeOffset before, DateTimeOffset after) =>
        other > after ? other - after : other < before ? other - before : TimeSpan.Zero;
}
