namespace LiveSubmissions.FanOut.Publishing;

/// <summary>What to broadcast. Updates go to the groups in turn, and within a group to its submissions in turn.</summary>
internal sealed record PublishOrder
{
    /// <summary>How many updates, over all groups.</summary>
    public required int Updates { get; init; }

    /// <summary>Updates a second, over all groups; 0 for all at once.</summary>
    public double Rate { get; init; }

    public int Groups { get; init; } = 1;

    /// <summary>How many submissions a group's updates are of: enough that none is superseded before it is delivered.</summary>
    public int Submissions { get; init; } = 5000;

    /// <summary>Bytes that are added to each update's metrics.</summary>
    public int Padding { get; init; }
}
