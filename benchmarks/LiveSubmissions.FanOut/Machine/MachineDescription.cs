using System.Runtime.InteropServices;

namespace LiveSubmissions.FanOut.Machine;

/// <summary>On what a run ran, as far as figures depend on it.</summary>
internal static class MachineDescription
{
    public static string Text =>
        $"{Environment.ProcessorCount} cores ({Processor}, {RuntimeInformation.ProcessArchitecture}), {RuntimeInformation.OSDescription}, "
        + RuntimeInformation.FrameworkDescription;

    private static string Processor
    {
        get
        {
            var line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal));
            return line is null ? "unnamed" : line[(line.IndexOf(':') + 1)..].Trim();
        }
    }
}
