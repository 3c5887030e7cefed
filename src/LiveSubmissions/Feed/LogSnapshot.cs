using LiveSubmissions.Log;

namespace LiveSubmissions.Feed;

/// <summary>All of a log, read page by page.</summary>
/// <param name="Last">The last page, which says how the log is: its epoch, origin, floor and end.</param>
/// <param name="Entries">For each submission its newest entry, oldest first.</param>
/// <param name="Unreadable">The records that cannot be read.</param>
internal sealed record LogSnapshot(LogPage Last, IReadOnlyList<LogEntry> Entries, IReadOnlyList<UnreadableRecord> Unreadable)
{
    public string Epoch => Last.Epoch;

    public long Floor => Last.Floor;

    public long End => Last.End;
}
