using System.Text.Json.Nodes;

namespace LiveSubmissions;

/// <summary>A new state of a submission, as a worker gives it to <see cref="ISubmissionBroadcaster"/>.</summary>
public sealed record SubmissionUpdate
{
    /// <summary>The problem whose followers are told. Missing: the update is skipped and a log line says so.</summary>
    public required ProblemId ProblemId { get; init; }

    /// <summary>The submission. It must be there.</summary>
    public required SubmissionId SubmissionId { get; init; }

    /// <summary>The new status. It must be there.</summary>
    public required SubmissionStatus Status { get; init; }

    /// <summary>
    /// Any JSON, or <see langword="null"/>. NaN and the infinities, which JSON cannot carry, go out as null, with one warning in the log. The object
    /// is read before the call returns and may be changed afterwards.
    /// </summary>
    public JsonObject? Metrics { get; init; }

    /// <summary>
    /// A number, 0 or more, that grows with each change of this submission: the row's version, or attempt and step of a run. With it no
    /// late, retried or zombie update can put the submission back, whatever the clocks say. Without it the order rests on who gave it when.
    /// </summary>
    public long? Revision { get; init; }

    /// <summary>
    /// Whose submission it is, for an <see cref="ISubmissionGroupNaming"/> that has groups per user, or <see langword="null"/>. It is sent to nobody.
    /// </summary>
    public string? UserId { get; init; }

    /// <summary>How much of the evaluation is done, 0 to 1, or <see langword="null"/>. Clients of the plain dialect are not told.</summary>
    public double? Progress { get; init; }
}
