using System.Diagnostics;

namespace LiveSubmissions.FanOut.Machine;

/// <summary>The machine's monotonic clock, in nanoseconds: the same for all its processes, so one may subtract another's reading.</summary>
internal static class Clock
{
    public const long Second = 1_000_000_000;

    /// <summary>On Linux the timestamps are nanoseconds of CLOCK_MONOTONIC.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    public static double Seconds(long nanoseconds) => nanoseconds / (double)Second;

    public static double Milliseconds(long nanoseconds) => nanoseconds / 1e6;
}
