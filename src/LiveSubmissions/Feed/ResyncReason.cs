namespace LiveSubmissions;

/// <summary>Why a position cannot be used.</summary>
public enum ResyncReason
{
    /// <summary>It is of another log: the log was lost, or rolled back by a failover, and made anew.</summary>
    Epoch,

    /// <summary>Retention has trimmed away entries after it.</summary>
    Trimmed,

    /// <summary>It is after the log's end.</summary>
    Ahead,
}
