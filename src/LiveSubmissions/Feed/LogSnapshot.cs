using LiveSubmissions.Log;

namespace LiveSubmissions.Feed;

/// <summary>All of a log, read page by page.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Floor">The highest sequence that was trimmed away.</param>
/// <param name="End">Its end.</param>
/// <param name="Entries">For each submission its newest entry, oldest first.</param>
internal sealed record LogSnapshot(string Epoch, long Floor, long End, IReadOnlyList<LogEntry> Entries);
