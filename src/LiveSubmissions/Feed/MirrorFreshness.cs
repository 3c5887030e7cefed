namespace LiveSubmissions.Feed;

/// <summary>When a mirror was last found equal to its log.</summary>
internal sealed class MirrorFreshness(TimeSpan recheckInterval, TimeProvider time)
{
    private const long Never = long.MinValue;

    private readonly Lock _gate = new();
    private long _confirmedAt = Never;
    private long _forgottenAt = Never;

    /// <summary>Whether that was within the re-check interval.</summary>
    public bool IsVerified => Volatile.Read(ref _confirmedAt) is var at && at != Never && time.GetElapsedTime(at) <= recheckInterval;

    /// <summary>Now, before the log is asked.</summary>
    public long Timestamp => time.GetTimestamp();

    /// <summary>The mirror was equal to the log as it was read after <paramref name="asked"/>.</summary>
    /// <remarks>An answer to what was asked before the connection was lost says nothing of what came after.</remarks>
    public void Confirm(long asked)
    {
        lock (_gate)
        {
            if (asked >= _forgottenAt) Volatile.Write(ref _confirmedAt, asked);
        }
    }

    /// <summary>The connection is lost: what was found holds no longer.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _forgottenAt = time.GetTimestamp();
            Volatile.Write(ref _confirmedAt, Never);
        }
    }
}
