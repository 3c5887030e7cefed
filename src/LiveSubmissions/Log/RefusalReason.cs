namespace LiveSubmissions.Log;

/// <summary>Why a log did not accept a state.</summary>
public enum RefusalReason
{
    /// <summary>It was accepted.</summary>
    None,

    /// <summary>Both states have a revision, and the log's is the greater or the same.</summary>
    OlderRevision,

    /// <summary>The same broadcaster gave the log's state later.</summary>
    OlderOperation,

    /// <summary>Another broadcaster was given the log's state later.</summary>
    GivenEarlier,
}
