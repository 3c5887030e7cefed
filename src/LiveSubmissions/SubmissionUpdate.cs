using System.Text.Json.Nodes;

namespace LiveSubmissions;

/// <summary>A new state of a submission, as a worker gives it to <see cref="ISubmissionBroadcaster"/>.</summary>
/// <remarks>
/// Only the submission's id and the status must be right. What else cannot be sent as it is given is put right or left out, as each property says;
/// <see cref="BroadcastResult.LeftOut"/> and one warning in the log say what.
/// </remarks>
public sealed record SubmissionUpdate
{
    /// <summary>The problem whose followers are told. Missing: the update is skipped and a log line says so.</summary>
    public required ProblemId ProblemId { get; init; }

    /// <summary>The submission. It must be there.</summary>
    public required SubmissionId SubmissionId { get; init; }

    /// <summary>The new status. It must be there. A text of several lines or of more than 64 characters is cleaned: see <see cref="SubmissionStatus"/>.</summary>
    public required SubmissionStatus Status { get; init; }

    /// <summary>
    /// Any JSON, nested at most 62 deep, or <see langword="null"/>. Numbers that are NaN or infinite, which JSON cannot carry, go out as null, with one warning in
    /// the log of a process. Metrics that cannot be written (nested too deep, a cycle, a name that stands twice, half a character, NaN inside a .NET array, a
    /// converter that throws), and metrics that make the update larger than <see cref="BroadcasterOptions.MaxUpdateBytes"/>, are left out: null goes out. The
    /// object is read before the call returns and may be changed afterwards.
    /// </summary>
    public JsonObject? Metrics { get; init; }

    /// <summary>
    /// A number, 0 or more, that grows with each change of this submission: the row's version, or attempt and step of a run. With it no
    /// late, retried or zombie update can put the submission back, whatever the clocks say. Without it the order rests on who gave it when. A negative
    /// one is left out.
    /// </summary>
    public long? Revision { get; init; }

    /// <summary>
    /// Whose submission it is, for an <see cref="ISubmissionGroupNaming"/> that has groups per user, or <see langword="null"/>. It is sent to nobody.
    /// </summary>
    public string? UserId { get; init; }

    /// <summary>
    /// How much of the evaluation is done, 0 to 1, or <see langword="null"/>. Less than 0 is sent as 0, more than 1 as 1 (a sum of parts often ends at
    /// 1.0000000000000002); NaN and the infinities are left out. Clients of the plain dialect are not told.
    /// </summary>
    public double? Progress { get; init; }
}
