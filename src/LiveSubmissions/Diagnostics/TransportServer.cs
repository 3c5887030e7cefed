namespace LiveSubmissions.Diagnostics;

/// <summary>What a transport's server says of itself.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Version">Its version.</param>
/// <param name="IsReplica">Whether it is a replica.</param>
/// <param name="EvictionPolicy">Its maxmemory-policy; nothing if it may not be asked.</param>
/// <param name="MaxMemoryBytes">Its memory limit; 0 for none.</param>
/// <param name="ClockAhead">How far its clock is ahead of this machine's, at the least.</param>
/// <param name="Latency">How long a ping takes.</param>
internal sealed record TransportServer(
    string Address, string Version, bool IsReplica, string? EvictionPolicy, long MaxMemoryBytes, TimeSpan ClockAhead, TimeSpan Latency);
