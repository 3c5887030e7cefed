using System.Text.Json.Nodes;

namespace LiveSubmissions;

/// <summary>A new state of a submission, as a worker gives it to <see cref="ISubmissionBroadcaster"/>.</summary>
/// <remarks>
/// Only the submission's id and the status are required. If another part cannot be sent as it is, the broadcaster corrects it or leaves it out, as each
/// property describes. <see cref="BroadcastResult.LeftOut"/> and one warning in the log then say what was changed.
/// </remarks>
public sealed record SubmissionUpdate
{
    /// <summary>The problem of the submission. If its id is missing, the update is skipped, and the broadcaster logs a warning.</summary>
    public required ProblemId ProblemId { get; init; }

    /// <summary>The submission. Required.</summary>
    public required SubmissionId SubmissionId { get; init; }

    /// <summary>The new status. Required. A text of several lines or of more than 64 characters is cleaned: see <see cref="SubmissionStatus"/>.</summary>
    public required SubmissionStatus Status { get; init; }

    /// <summary>
    /// Any JSON object, nested at most 62 levels deep, or <see langword="null"/>. A number that is NaN or infinite is sent as null, because JSON cannot carry
    /// it; the log of a process warns of this once. All metrics are left out, and null is sent, if they cannot be written (they are nested too deep, contain a
    /// cycle, a duplicate name, a lone surrogate or NaN inside a .NET array, or a converter throws), or if they make the update larger than
    /// <see cref="BroadcasterOptions.MaxUpdateBytes"/>. The object is read before the call returns and may be changed afterwards.
    /// </summary>
    public JsonObject? Metrics { get; init; }

    /// <summary>
    /// A number, 0 or more, that grows with each change of this submission: for instance the version of its row, or a number made of the attempt and step of a
    /// run. With a revision no old update (late, retried, or from a worker whose run was taken over) can replace a newer state, even if clocks are wrong.
    /// Without it, the log orders updates by the time at which a broadcaster was given them. A negative revision is left out.
    /// </summary>
    public long? Revision { get; init; }

    /// <summary>
    /// The user of the submission, for an <see cref="ISubmissionGroupNaming"/> that has a group for each user, or <see langword="null"/>. It is not sent to
    /// clients.
    /// </summary>
    public string? UserId { get; init; }

    /// <summary>
    /// How much of the evaluation is done, from 0 to 1, or <see langword="null"/>. A number below 0 is sent as 0, a number above 1 as 1 (a sum of parts often
    /// gives 1.0000000000000002). NaN and infinite numbers are left out. Clients of the plain dialect do not get the progress.
    /// </summary>
    public double? Progress { get; init; }
}
