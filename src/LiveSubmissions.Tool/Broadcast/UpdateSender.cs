using System.Text.Json;
using System.Text.Json.Nodes;
using LiveSubmissions.Tool.CommandLine;

namespace LiveSubmissions.Tool.Broadcast;

/// <summary>Sends a manual broadcast, over Redis or through a host.</summary>
internal abstract class UpdateSender
{
    /// <summary>The submission of the troubleshooting guide's manual test. Probably no row has this id.</summary>
    public const string GuideSubmission = "999";

    /// <summary>The update of the troubleshooting guide's manual test.</summary>
    public static SubmissionUpdate GuideUpdate(string problem) => new()
    {
        ProblemId = CommonOptions.ParseProblem(problem),
        SubmissionId = CommonOptions.ParseSubmission(GuideSubmission),
        Status = SubmissionStatus.Accepted,
        Metrics = new JsonObject { ["test"] = 0.95 },
    };

    public abstract Task<BroadcastAnswer> SendAsync(SubmissionUpdate update, CancellationToken cancellationToken);
}

/// <summary>Sends over Redis, as a worker does.</summary>
internal sealed class RedisSender(ISubmissionBroadcaster broadcaster) : UpdateSender
{
    public override async Task<BroadcastAnswer> SendAsync(SubmissionUpdate update, CancellationToken cancellationToken) =>
        BroadcastAnswer.From(await broadcaster.BroadcastAsync(update, cancellationToken).ConfigureAwait(false));
}

/// <summary>The result of a manual broadcast.</summary>
/// <param name="Outcome">The outcome, with the name that metrics and the development endpoint use.</param>
/// <param name="Position">Its position in the log.</param>
/// <param name="Reason">The reason, if it was not accepted.</param>
/// <param name="LeftOut">The parts of the update that were left out or changed, if any.</param>
internal sealed record BroadcastAnswer(string Outcome, string? Position, string? Reason, string? LeftOut = null)
{
    /// <summary>The result in each additional group.</summary>
    public IReadOnlyList<(string Group, BroadcastAnswer Answer)> AdditionalGroups { get; init; } = [];

    /// <summary>Whether the log accepted it as new.</summary>
    public bool IsAccepted => Outcome == "accepted";

    /// <summary>Whether the log has exactly this state now, so that it need not be sent again.</summary>
    public bool IsHeld => IsAccepted || Outcome == Name(BroadcastOutcome.AlreadyKnown);

    /// <summary>Deferred counts as failed: the tool's process ends, so a deferred update is never sent.</summary>
    public static BroadcastAnswer From(BroadcastResult result) =>
        new(Name(result.Outcome == BroadcastOutcome.Deferred ? BroadcastOutcome.Failed : result.Outcome), result.Position?.ToString(), result.Reason, result.LeftOut)
        {
            AdditionalGroups = [.. result.AdditionalGroups.Select(static group => (group.Group.Name, From(group.Result)))],
        };

    /// <summary>The update could not be sent.</summary>
    public static BroadcastAnswer Failed(string reason) => new("failed", null, reason);

    private static string Name(BroadcastOutcome outcome) => JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString());
}
