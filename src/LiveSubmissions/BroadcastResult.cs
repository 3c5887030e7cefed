namespace LiveSubmissions;

/// <summary>What became of a broadcast, and why.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Position">Where the log holds it, when the log accepted it or knew it already.</param>
/// <param name="Reason">Why, in words, for every outcome but <see cref="BroadcastOutcome.Accepted"/>.</param>
public readonly record struct BroadcastResult(BroadcastOutcome Outcome, FeedPosition? Position, string? Reason)
{
    private readonly IReadOnlyList<GroupBroadcastResult>? _additionalGroups;

    /// <summary>What became of it in each of <see cref="ISubmissionGroupNaming.AdditionalGroups"/>, in their order; the rest of this result is the problem's.</summary>
    public IReadOnlyList<GroupBroadcastResult> AdditionalGroups
    {
        get => _additionalGroups ?? [];
        init => _additionalGroups = value;
    }

    /// <summary>
    /// What of the update was left out or changed so that its status could be sent, in words: a progress outside 0 to 1, metrics that JSON cannot carry or
    /// that are too large, a status of two lines. <see langword="null"/> if it was sent as it was given, or not at all (<see cref="BroadcastOutcome.Skipped"/>).
    /// </summary>
    public string? LeftOut { get; init; }

    internal static BroadcastResult Accepted(FeedPosition position) => new(BroadcastOutcome.Accepted, position, null);

    internal static BroadcastResult AlreadyKnown(FeedPosition position) => new(BroadcastOutcome.AlreadyKnown, position, "the log holds this revision with this content");

    internal static BroadcastResult Refused(string reason) => new(BroadcastOutcome.Refused, null, reason);

    internal static BroadcastResult Skipped(string reason) => new(BroadcastOutcome.Skipped, null, reason);

    internal static BroadcastResult Deferred(string reason) => new(BroadcastOutcome.Deferred, null, reason);

    internal static BroadcastResult Failed(string reason) => new(BroadcastOutcome.Failed, null, reason);
}

/// <summary>What became of a broadcast in one additional group.</summary>
/// <param name="Group">The group.</param>
/// <param name="Result">What became of the update there.</param>
public readonly record struct GroupBroadcastResult(SubmissionGroup Group, BroadcastResult Result);

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
