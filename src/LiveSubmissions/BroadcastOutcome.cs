namespace LiveSubmissions;

/// <summary>What became of a broadcast.</summary>
public enum BroadcastOutcome
{
    /// <summary>The log accepted it: everybody who follows the group will see it or something newer.</summary>
    Accepted,

    /// <summary>The log holds the same revision with the same content already: everybody who follows the group sees it, and nobody is told again.</summary>
    AlreadyKnown,

    /// <summary>It will never be sent: something newer is known. The reason says what.</summary>
    Refused,

    /// <summary>Nothing was sent: there is no problem id, or no transport is configured.</summary>
    Skipped,

    /// <summary>The transport did not answer; the update, or a newer one of its submission, is sent when the transport is back.</summary>
    Deferred,

    /// <summary>
    /// It is lost: the transport did not answer and the outbox is full, or the broadcaster is stopped, or the application's own
    /// <see cref="ISubmissionGroupNaming"/> has no group for the problem.
    /// </summary>
    Failed,
}
