namespace LiveSubmissions.Log;

/// <summary>A record that stands in a log and cannot be read: somebody else wrote it, or it is damaged.</summary>
/// <param name="Sequence">Where the log holds it.</param>
/// <param name="Submission">The submission, as text.</param>
/// <param name="Cause">What is wrong with it, in words.</param>
public sealed record UnreadableRecord(long Sequence, string Submission, string Cause);
