namespace LiveSubmissions.Log;

/// <summary>What a log did with a state.</summary>
/// <param name="Position">Where the log holds it; for a refused one, the log's end.</param>
/// <param name="Refusal">Why it was not put into the log, or <see cref="RefusalReason.None"/>.</param>
/// <param name="Origin">The log's origin: a random id that is made with the log and kept by a fence. A log that was lost and made anew has another.</param>
public readonly record struct AppendResult(FeedPosition Position, RefusalReason Refusal, string Origin)
{
    /// <summary>Whether the log holds the state: accepted now or by an earlier try of the same broadcast, or known already.</summary>
    public bool IsHeld => Refusal is RefusalReason.None or RefusalReason.AlreadyKnown;
}
