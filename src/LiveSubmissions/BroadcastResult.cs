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
