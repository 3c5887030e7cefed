namespace LiveSubmissions;

/// <summary>What became of a broadcast in one additional group.</summary>
/// <param name="Group">The group.</param>
/// <param name="Result">What became of the update there.</param>
public readonly record struct GroupBroadcastResult(SubmissionGroup Group, BroadcastResult Result);
