using LiveSubmissions.Feed;

namespace LiveSubmissions.AspNetCore.Polling;

/// <summary>Reads for one poll: at most one batch, and whether that was everything.</summary>
/// <param name="cursor">A cursor with heartbeats, of which a poll sends none but its own.</param>
/// <param name="wasSure">Whether the client was told last that the server is sure; <see langword="null"/> if that is not known.</param>
internal sealed class PollReader(FeedCursor cursor, bool? wasSure)
{
    /// <summary>Whether the server was not sure since the client was last told so.</summary>
    private bool _doubted = wasSure == false;

    /// <summary>What the client has not had, or nothing; waits for it if <paramref name="until"/> is not cancelled yet.</summary>
    /// <remarks>
    /// A wait also ends when the server becomes unsure, or sure again: a page must not be left with the wrong one for the whole of it. Who comes while the
    /// server is unsure, and does not say what it was told, waits for the next heartbeat: who asks again and again must wait in between.
    /// </remarks>
    public async ValueTask<FeedBatch?> ReadAsync(CancellationToken until)
    {
        try
        {
            if (TryRead() is { } batch) return batch;
            if (wasSure is { } was && was != cursor.BelievesVerified) return null;
            while (!until.IsCancellationRequested)
            {
                batch = await cursor.ReadAsync(until).ConfigureAwait(false);
                if (batch.Kind != FeedBatchKind.Heartbeat) return batch;
                if (batch.Verified ? _doubted : wasSure != false) return null;
                _doubted |= !batch.Verified;
            }
        }
        catch (OperationCanceledException)
        {
            // The time is up.
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
            _doubted |= !batch.Verified;
        }

        return null;
    }
}
