namespace LiveSubmissions;

/// <summary>The result of a broadcast.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Position">
/// The position at which the log holds the update. It is set for <see cref="BroadcastOutcome.Accepted"/> and <see cref="BroadcastOutcome.AlreadyKnown"/>.
/// </param>
/// <param name="Reason">The reason, as a text for people. It is set for every outcome except <see cref="BroadcastOutcome.Accepted"/>.</param>
public readonly record struct BroadcastResult(BroadcastOutcome Outcome, FeedPosition? Position, string? Reason)
{
    private readonly IReadOnlyList<GroupBroadcastResult>? _additionalGroups;

    /// <summary>
    /// The results for the <see cref="ISubmissionGroupNaming.AdditionalGroups"/>, in the order of the groups. The other properties of this result are about
    /// the problem's group.
    /// </summary>
    public IReadOnlyList<GroupBroadcastResult> AdditionalGroups
    {
        get => _additionalGroups ?? [];
        init => _additionalGroups = value;
    }

    /// <summary>
    /// Describes what the broadcaster left out of the update, or changed in it, to be able to send the status: for instance a progress outside 0 to 1, metrics
    /// that JSON cannot carry or that are too large, or a status of two lines. <see langword="null"/> if the broadcaster sent the update as it was given, or
    /// did not send it at all (<see cref="BroadcastOutcome.Skipped"/>).
    /// </summary>
    public string? LeftOut { get; init; }

    internal static BroadcastResult Accepted(FeedPosition position) => new(BroadcastOutcome.Accepted, position, null);

    internal static BroadcastResult AlreadyKnown(FeedPosition position) => new(BroadcastOutcome.AlreadyKnown, position, "the log holds this revision with this content");

    internal static BroadcastResult Refused(string reason) => new(BroadcastOutcome.Refused, null, reason);

    internal static BroadcastResult Skipped(string reason) => new(BroadcastOutcome.Skipped, null, reason);

    internal static BroadcastResult Deferred(string reason) => new(BroadcastOutcome.Deferred, null, reason);

    internal static BroadcastResult Failed(string reason) => new(BroadcastOutcome.Failed, null, reason);
}

/// <summary>The result of a broadcast in one additional group.</summary>
/// <param name="Group">The group.</param>
/// <param name="Result">The result in this group.</param>
public readonly record struct GroupBroadcastResult(SubmissionGroup Group, BroadcastResult Result);

/// <summary>The outcome of a broadcast.</summary>
public enum BroadcastOutcome
{
    /// <summary>The log accepted the update. All clients that follow the group will see it, or a newer update of the same submission.</summary>
    Accepted,

    /// <summary>The log already holds the same revision with the same content. The clients know it, so the update is not sent to them again.</summary>
    AlreadyKnown,

    /// <summary>
    /// The update will never be sent, because it is not newer than the state that is already known. <see cref="BroadcastResult.Reason"/> says why.
    /// </summary>
    Refused,

    /// <summary>The update was not sent, because it has no problem id or because no transport is configured.</summary>
    Skipped,

    /// <summary>
    /// The transport did not answer. The broadcaster sends this update, or a newer one of the same submission, when the transport works again.
    /// </summary>
    Deferred,

    /// <summary>
    /// The update is lost, for one of three reasons: the transport did not answer and the outbox is full; the broadcaster is stopped; or the application's own
    /// <see cref="ISubmissionGroupNaming"/> returned no group for the problem.
    /// </summary>
    Failed,
}
