namespace LiveSubmissions.FanOut.Clients;

/// <summary>How the load clients are doing. What is counted is counted since the last order to begin anew; times in milliseconds.</summary>
internal sealed record ClientReport
{
    /// <summary>Whether what was ordered was done within its time.</summary>
    public required bool Done { get; init; }

    /// <summary>Counted updates that were delivered, each once a connection.</summary>
    public required long Distinct { get; init; }

    public required long Duplicates { get; init; }

    /// <summary>How often a submission went back on a connection.</summary>
    public required long Backwards { get; init; }

    public required int Ready { get; init; }

    /// <summary>Connections that the server has ended.</summary>
    public required int Ended { get; init; }

    public required double Median { get; init; }

    public required double P99 { get; init; }

    public required double P999 { get; init; }

    /// <summary>From the first broadcast of a counted update to the last delivery, or, of a return, from the last connect until all had caught up.</summary>
    public required double Span { get; init; }
}
