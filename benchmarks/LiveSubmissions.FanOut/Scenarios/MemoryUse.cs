using LiveSubmissions.FanOut.Machine;
using LiveSubmissions.FanOut.Processes;

namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>The bytes that a server's process has, and those that the kernel holds for all sockets of the machine.</summary>
internal readonly record struct MemoryUse(long Process, long Kernel)
{
    public static MemoryUse From(Child server) => new(server.Usage.Resident, KernelMemory.OfSockets());
}
