using System.Diagnostics.CodeAnalysis;
using LiveSubmissions.Log;

namespace LiveSubmissions.Transport;

/// <summary>Reads a group's log, and checks once what the transport returns, so that no other code has to check it.</summary>
[Experimental("LSUB001")]
public sealed class LogReader(ISubmissionTransport transport, SubmissionGroup group)
{
    private const int PageSize = 500;

    /// <summary>How many times a log is read if its epoch changes during the read. After that the reader gives up.</summary>
    private const int MaxAttempts = 5;

    /// <summary>Reads one page of what follows a position.</summary>
    /// <exception cref="SubmissionTransportException">The transport does not answer, or breaks its contract.</exception>
    public async ValueTask<LogPage> ReadAsync(FeedPosition after, CancellationToken cancellationToken)
    {
        var page = await transport.ReadAsync(group, after, PageSize, cancellationToken).ConfigureAwait(false);
        var last = after.Epoch is null || after.Epoch == page.Epoch ? after.Sequence : long.MaxValue;
        var readable = true;
        foreach (var entry in page.Entries)
        {
            if (entry.Sequence <= last || entry.Sequence > page.End) throw OutOfOrder(entry, last, page.End);
            last = entry.Sequence;
            readable &= EntryLimits.Wrong(entry) is null;
        }

        return readable ? page : EntryLimits.Sorted(page);
    }

    /// <summary>Reads all of the log, page by page.</summary>
    /// <exception cref="SubmissionTransportException">The transport does not answer, or the log changes its epoch again and again.</exception>
    public async ValueTask<LogSnapshot> ReadAllAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await TryReadAllAsync(cancellationToken).ConfigureAwait(false) is { } log) return log;
        }

        throw new SubmissionTransportException(
            $"The log of {group} changed its epoch {MaxAttempts} times while it was read.",
            "Look for something that deletes or evicts its keys: maxmemory-policy should be noeviction.");
    }

    /// <summary>Reads all of the log; <see langword="null"/> if its epoch changed in the meantime.</summary>
    private async ValueTask<LogSnapshot?> TryReadAllAsync(CancellationToken cancellationToken)
    {
        // Keyed by the submission's text, because an unreadable record has no other id.
        var found = new Dictionary<string, (LogEntry? Entry, UnreadableRecord? Unreadable)>();
        var after = FeedPosition.Beginning;
        while (true)
        {
            var page = await ReadAsync(after, cancellationToken).ConfigureAwait(false);
            if (after.Epoch is not null && page.Epoch != after.Epoch) return null;

            // A submission that is updated during the read comes again on a later page. The later entry counts.
            foreach (var entry in page.Entries) found[entry.State.Submission.ToString()] = (entry, null);
            foreach (var record in page.Unreadable) found[record.Submission] = (null, record);

            // Entries that were trimmed away during the read are at or below the floor of the last page.
            if (!page.HasMore)
            {
                return new LogSnapshot(
                    page,
                    [.. found.Values.Select(one => one.Entry).OfType<LogEntry>().OrderBy(entry => entry.Sequence)],
                    [.. found.Values.Select(one => one.Unreadable).OfType<UnreadableRecord>()]);
            }

            after = new FeedPosition(page.Epoch, page.ReadTo);
        }
    }

    private SubmissionTransportException OutOfOrder(LogEntry entry, long last, long end) => new(
        $"The transport returned entry {entry.Sequence} of {group} after {last}, in a log that ends at {end}.",
        "Run the transport contract suite against it: entries come oldest first, each after the position that was asked for.");
}

/// <summary>All of a log, read page by page.</summary>
/// <param name="Last">The last page. It gives the log's epoch, origin, floor and end.</param>
/// <param name="Entries">The newest entry of each submission, oldest first.</param>
/// <param name="Unreadable">The records that cannot be read.</param>
[Experimental("LSUB001")]
public sealed record LogSnapshot(LogPage Last, IReadOnlyList<LogEntry> Entries, IReadOnlyList<UnreadableRecord> Unreadable)
{
    /// <summary>The epoch of the log.</summary>
    public string Epoch => Last.Epoch;

    /// <summary>The highest sequence that retention has trimmed away; 0 if none.</summary>
    public long Floor => Last.Floor;

    /// <summary>The sequence at which the log ends.</summary>
    public long End => Last.End;

    /// <summary>
    /// Since when the log holds everything that was broadcast, by the log's clock. It is the latest of three times: when the log was made; when the last
    /// trimmed entry was accepted; when the log moved to another server, which may have lost its last entries. <see langword="null"/> if the log's origin does
    /// not say when it was made.
    /// </summary>
    public DateTimeOffset? CompleteSince => LogIdentity.MadeAt(Last.Origin) is { } made
        ? LogClock.TimeOf(Math.Max(made, Math.Max(Floor, Last.DoubtfulBefore ?? 0)))
        : null;
}
