using LiveSubmissions.Diagnostics;
using LiveSubmissions.Telemetry;

namespace LiveSubmissions.Tool.Broadcast;

/// <summary>What became of an update that was sent by hand.</summary>
/// <param name="Outcome">As metrics and the development endpoint name them.</param>
/// <param name="Position">Where the log holds it.</param>
/// <param name="Reason">Why, if it was not accepted.</param>
/// <param name="LeftOut">What of it was left out or changed, if anything.</param>
internal sealed record BroadcastAnswer(string Outcome, string? Position, string? Reason, string? LeftOut = null)
{
    /// <summary>What became of it in each additional group.</summary>
    public IReadOnlyList<(string Group, BroadcastAnswer Answer)> AdditionalGroups { get; init; } = [];

    /// <summary>Whether it is news to those who follow.</summary>
    public bool IsAccepted => Outcome == "accepted";

    /// <summary>Whether the log holds it: just so, it need not be sent again.</summary>
    public bool IsHeld => IsAccepted || Outcome == LiveSubmissionsTracing.Name(BroadcastOutcome.AlreadyKnown);

    /// <summary>The tool ends, and its outbox with it: what was deferred is not sent.</summary>
    public static BroadcastAnswer From(BroadcastResult result) =>
        new(LiveSubmissionsTracing.Name(result.Outcome == BroadcastOutcome.Deferred ? BroadcastOutcome.Failed : result.Outcome), result.Position?.ToString(), result.Reason, result.LeftOut)
        {
            AdditionalGroups = [.. result.AdditionalGroups.Select(static group => (group.Group.Name, From(group.Result)))],
        };

    /// <summary>It could not be sent at all.</summary>
    public static BroadcastAnswer Failed(string reason) => new("failed", null, reason);
}
