namespace LiveSubmissions.Tool.Broadcast;

/// <summary>What became of an update that was sent by hand.</summary>
/// <param name="Outcome">As <see cref="BroadcastOutcome"/> has them, in lower case.</param>
/// <param name="Position">Where the log holds it.</param>
/// <param name="Reason">Why, if it was not accepted.</param>
/// <param name="LeftOut">What of it was left out or changed, if anything.</param>
internal sealed record BroadcastAnswer(string Outcome, string? Position, string? Reason, string? LeftOut = null)
{
    public bool IsAccepted => Outcome == "accepted";

    public static BroadcastAnswer Of(BroadcastResult result) => new(result.Outcome.ToString().ToLowerInvariant(), result.Position?.ToString(), result.Reason, result.LeftOut);

    /// <summary>It could not be sent at all.</summary>
    public static BroadcastAnswer Failed(string reason) => new("failed", null, reason);
}
