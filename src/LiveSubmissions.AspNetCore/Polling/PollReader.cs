using LiveSubmissions.Feed;

namespace LiveSubmissions.AspNetCore.Polling;

/// <summary>Reads at most one batch for a poll, and finds out whether there is more.</summary>
/// <param name="cursor">A cursor with heartbeats. The poll does not send them; it sends one of its own.</param>
/// <param name="wasVerified">Whether the client's last answer was verified; <see langword="null"/> if that is not known.</param>
internal sealed class PollReader(FeedCursor cursor, bool? wasVerified)
{
    /// <summary>Whether the node was unsure at some time since the client's last answer.</summary>
    private bool _wasUnsure = wasVerified == false;

    /// <summary>What the client has not had, or nothing. Waits for it until the token is cancelled.</summary>
    /// <remarks>
    /// The wait also ends when the node becomes unsure, or sure again, so that the page does not show the wrong one of the two until the wait is over. A client
    /// that comes while the node is unsure, and does not say what its last answer was, waits for the next heartbeat: without that, a client that polls in a
    /// loop would not wait at all.
    /// </remarks>
    public async ValueTask<FeedBatch?> ReadAsync(CancellationToken until)
    {
        try
        {
            if (TryRead() is { } batch) return batch;
            if (wasVerified is { } was && was != cursor.BelievesVerified) return null;
            while (!until.IsCancellationRequested)
            {
                batch = await cursor.ReadAsync(until).ConfigureAwait(false);
                if (batch.Kind != FeedBatchKind.Heartbeat) return batch;
                if (batch.Verified ? _wasUnsure : wasVerified != false) return null;
                _wasUnsure |= !batch.Verified;
            }
        }
        catch (OperationCanceledException)
        {
            // The wait is over.
        }
        catch (ObjectDisposedException)
        {
            // The host stops.
        }

        return null;
    }

    /// <summary>Whether there is something after what was read.</summary>
    public bool HasMore()
    {
        try
        {
            return TryRead() is not null;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private FeedBatch? TryRead()
    {
        while (cursor.TryRead() is { } batch)
        {
            if (batch.Kind != FeedBatchKind.Heartbeat) return batch;
            _wasUnsure |= !batch.Verified;
        }

        return null;
    }
}
