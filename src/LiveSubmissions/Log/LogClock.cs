namespace LiveSubmissions.Log;

/// <summary>A log's clock in this process: microseconds since 1970, never going back while the process lives.</summary>
internal sealed class LogClock
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    private readonly TimeProvider _time;
    private readonly long _startMicroseconds;
    private readonly long _startTimestamp;

    public LogClock(TimeProvider time)
    {
        _time = time;
        _startMicroseconds = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TicksPerMicrosecond;
        _startTimestamp = time.GetTimestamp();
    }

    public long Now => _startMicroseconds + AgeOf(_startTimestamp);

    /// <summary>Microseconds since a timestamp of the same time provider.</summary>
    public long AgeOf(long timestamp) => _time.GetElapsedTime(timestamp).Ticks / TicksPerMicrosecond;

    /// <summary>When the log accepted the entry with this sequence, by the log's clock. A sequence is that clock in microseconds.</summary>
    public static DateTimeOffset TimeOf(long sequence) => DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(Math.Clamp(sequence, 0, LogEntry.MaxSequence));
}
