using System.Text.Json.Nodes;

namespace LiveSubmissions.Tool.Broadcast;

/// <summary>Sends an update by hand, one way or another.</summary>
internal abstract class ManualBroadcast
{
    /// <summary>The submission of the guide's manual test: one that no row is likely to have.</summary>
    public const string GuideSubmission = "999";

    /// <summary>The guide's manual test.</summary>
    public static SubmissionUpdate GuideUpdate(string problem) => new()
    {
        ProblemId = CommandLine.CommonOptions.ProblemOf(problem),
        SubmissionId = CommandLine.CommonOptions.SubmissionOf(GuideSubmission),
        Status = SubmissionStatus.Accepted,
        Metrics = new JsonObject { ["test"] = 0.95 },
    };

    public abstract Task<BroadcastAnswer> SendAsync(SubmissionUpdate update, CancellationToken cancellationToken);
}
