namespace LiveSubmissions.FanOut.Machine;

/// <summary>What a process has used so far, as the kernel counts it.</summary>
/// <param name="CpuSeconds">User and system time of all its threads.</param>
/// <param name="Resident">Bytes of its memory that are resident.</param>
internal readonly record struct ProcessUsage(double CpuSeconds, long Resident)
{
    private const double TicksPerSecond = 100;

    public static ProcessUsage For(int pid)
    {
        // The second field is the program's name, in parentheses, and may hold spaces.
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11]) + long.Parse(fields[12]);

        var resident = File.ReadLines($"/proc/{pid}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        var kibibytes = long.Parse(resident.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]);
        return new ProcessUsage(ticks / TicksPerSecond, kibibytes * 1024);
    }
}
