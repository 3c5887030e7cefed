using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics;

/// <summary>Compares clocks. A sequence is the log's clock in microseconds when it accepted the entry.</summary>
internal static class ReservedClock
{
    /// <summary>
    /// How far another clock is ahead of this machine's at the least; negative: behind. It was read some time between the two: whatever took that time, the way,
    /// retries, a busy machine, is no difference.
    /// </summary>
    public static TimeSpan Ahead(DateTimeOffset other, DateTimeOffset before, DateTimeOffset after) =>
        other > after ? other - after : other < before ? other - before : TimeSpan.Zero;

    public static DateTimeOffset At(long sequence) => DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(Math.Clamp(sequence, 0, ISubmissionTransport.MaxSequence));
}
