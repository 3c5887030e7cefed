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

/// <summary>Why a log did not put a state at its end.</summary>
public enum RefusalReason
{
    /// <summary>It was accepted.</summary>
    None,

    /// <summary>Both states have a revision, and the log's is the greater.</summary>
    OlderRevision,

    /// <summary>The same broadcaster gave the log's state later.</summary>
    OlderOperation,

    /// <summary>Another broadcaster was given the log's state later.</summary>
    GivenEarlier,

    /// <summary>The log holds the same revision with the same content: nothing is to be told.</summary>
    AlreadyKnown,

    /// <summary>The log holds the same revision with other content: the revision did not grow with a change.</summary>
    SameRevision,

    /// <summary>The log is not the one into which alone the state was to go: that one is lost.</summary>
    OtherLog,
}
