namespace LiveSubmissions.Transport;

/// <summary>A transport that can inspect its servers.</summary>
public interface ITransportInspector
{
    /// <summary>Asks each server for its version, role, memory settings and clock.</summary>
    /// <exception cref="SubmissionTransportException">No server answers.</exception>
    ValueTask<IReadOnlyList<TransportServer>> InspectAsync(CancellationToken cancellationToken);
}

/// <summary>What an inspection found out about one server of a transport.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Version">Its version.</param>
/// <param name="IsReplica">Whether it is a replica.</param>
/// <param name="EvictionPolicy">Its maxmemory-policy; <see langword="null"/> if the user may not read it.</param>
/// <param name="MaxMemoryBytes">Its memory limit in bytes; 0 if it has none, or if the user may not read it.</param>
/// <param name="ClockAhead">How far its clock is ahead of this machine's clock, at least; negative if it is behind. See <see cref="AheadBy"/>.</param>
/// <param name="Latency">How long a ping takes.</param>
public sealed record TransportServer(
    string Address, string Version, bool IsReplica, string? EvictionPolicy, long MaxMemoryBytes, TimeSpan ClockAhead, TimeSpan Latency)
{
    /// <summary>
    /// How far another clock is ahead of this machine's clock, at least; negative if it is behind. The other clock was read at some time between
    /// <paramref name="before"/> and <paramref name="after"/>. If it shows a time between these two, the difference may come from the network, a retry or a
    /// busy machine, and the result is zero.
    /// </summary>
    /// <param name="other">What the other clock showed.</param>
    /// <param name="before">What this machine's clock showed before the other clock was read.</param>
    /// <param name="after">What this machine's clock showed after the other clock was read.</param>
    public static TimeSpan AheadBy(DateTimeOffset other, DateTimeOffset before, DateTimeOffset after) =>
        other > after ? other - after : other < before ? other - before : TimeSpan.Zero;
}
