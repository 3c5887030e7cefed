namespace LiveSubmissions.Broadcasting;

/// <summary>An update that a log holds.</summary>
/// <param name="Key">Its lane.</param>
/// <param name="Update">The update.</param>
/// <param name="Origin">The origin of the log that accepted it: a copy may go into no other.</param>
/// <param name="Sequence">Where that log holds it.</param>
/// <param name="At">When it was accepted: a timestamp of the time provider.</param>
internal readonly record struct RecentUpdate(LaneKey Key, PendingUpdate Update, string Origin, long Sequence, long At);
