using System.Diagnostics;

namespace LiveSubmissions.FanOut.Machine;

/// <summary>The machine's monotonic clock, in nanoseconds: the same for all its processes, so one may subtract another's reading.</summary>
internal static class Clock
{
    public const long Second = 1_000_000_000;

    /// <summary>On Linux the timestamps are nanoseconds of CLOCK_MONOTONIC.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>The wall clock, in nanoseconds since 1970.</summary>
    public static long Wall => (DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) * (Second / TimeSpan.TicksPerSecond);

    public static double Seconds(long nanoseconds) => nanoseconds / (double)Second;

    public static double Milliseconds(long nanoseconds) => nanoseconds / 1e6;
}
