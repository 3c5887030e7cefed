using LiveSubmissions.Diagnostics;
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

    /// <summary>
    /// From when on it holds everything that was broadcast, by its own clock: it was made, trimmed, or came to another server that may have lost its tail, before
    /// that. Nothing if it does not say when it was made.
    /// </summary>
    public DateTimeOffset? CompleteSince => LogOrigin.MadeAt(Last.Origin) is { } made
        ? ReservedClock.At(Math.Max(made, Math.Max(Floor, Last.DoubtfulBefore ?? 0)))
        : null;
}
