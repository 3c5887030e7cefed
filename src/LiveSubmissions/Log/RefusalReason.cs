namespace LiveSubmissions.Log;

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
