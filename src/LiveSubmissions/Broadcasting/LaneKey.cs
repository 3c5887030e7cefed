namespace LiveSubmissions.Broadcasting;

/// <summary>What a lane is for.</summary>
internal readonly record struct LaneKey(SubmissionGroup Group, SubmissionId Submission);
