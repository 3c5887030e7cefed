using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Feed;

/// <summary>What no log can have accepted. It is refused where it enters a mirror, so that nothing behind that has to expect it.</summary>
internal static class EntryLimits
{
    /// <summary>Why an entry cannot be one, in words; nothing if it can.</summary>
    public static string? Wrong(LogEntry entry)
    {
        if (entry.Sequence is <= 0 or > ISubmissionTransport.MaxSequence) return $"Its sequence, {entry.Sequence}, is not from 1 to 2^53.";
        var (length, plain) = (entry.State.Json.Length, entry.State.PlainLength);
        if (length > ISubmissionTransport.MaxRecordBytes) return $"It is {length} bytes long, and {ISubmissionTransport.MaxRecordBytes} is the most.";
        return plain < 0 || plain > length ? $"Its plain part, {plain} bytes, is longer than the message." : null;
    }

    /// <summary>The page with what cannot be entries among what cannot be read.</summary>
    public static LogPage Sorted(LogPage page) => new()
    {
        Epoch = page.Epoch,
        Origin = page.Origin,
        Floor = page.Floor,
        End = page.End,
        DoubtfulBefore = page.DoubtfulBefore,
        IsIncomplete = page.IsIncomplete,
        Entries = [.. page.Entries.Where(entry => Wrong(entry) is null)],
        Unreadable =
        [
            .. page.Unreadable
                .Concat(page.Entries.Where(entry => Wrong(entry) is not null).Select(entry => new UnreadableRecord(entry.Sequence, entry.State.Submission.ToString(), Wrong(entry)!)))
                .OrderBy(record => record.Sequence),
        ],
    };
}
