namespace LiveSubmissions.Log;

/// <summary>What a log did with a state.</summary>
/// <param name="Position">Where the log holds it; for a refused one, the log's end.</param>
/// <param name="Refusal">Why it was refused, or <see cref="RefusalReason.None"/>.</param>
public readonly record struct AppendResult(FeedPosition Position, RefusalReason Refusal)
{
    /// <summary>Whether the log holds the state: accepted now, or by an earlier try of the same broadcast.</summary>
    public bool IsAccepted => Refusal == RefusalReason.None;
}
