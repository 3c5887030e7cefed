using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics;

/// <summary>Compares a machine's clock with the log's: a sequence is the log's clock in microseconds when it accepted the entry.</summary>
internal static class ReservedClock
{
    public static double Ahead(DateTimeOffset now, long sequence) => (now - At(sequence)).TotalSeconds;

    public static DateTimeOffset At(long sequence) => DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(Math.Clamp(sequence, 0, ISubmissionTransport.MaxSequence));
}
