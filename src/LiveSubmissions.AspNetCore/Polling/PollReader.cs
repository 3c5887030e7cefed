namespace LiveSubmissions.AspNetCore.Polling;

/// <summary>Reads for one poll: at most one batch, and whether that was everything.</summary>
/// <param name="cursor">A cursor with heartbeats, of which a poll sends none but its own.</param>
/// <param name="inDoubt">Whether the client has been told that the server is not sure of what it says.</param>
internal sealed class PollReader(FeedCursor cursor, bool inDoubt)
{
    /// <summary>Whether the server was not sure since the client was last told so.</summary>
    private bool _doubted = inDoubt;

    /// <summary>What the client has not had, or nothing; waits for it if <paramref name="until"/> is not cancelled yet.</summary>
    /// <remarks>
    /// A wait also ends when the server has become unsure, or sure again: a page must not be left with the wrong one for the whole of it. Who comes while
    /// the server is unsure, and was not told, waits for the next heartbeat: who asks again and again must wait in between.
    /// </remarks>
    public async ValueTask<FeedBatch?> ReadAsync(CancellationToken until)
    {
        try
        {
            if (TryRead() is { } batch) return batch;
            while (!until.IsCancellationRequested)
            {
                batch = await cursor.ReadAsync(until).ConfigureAwait(false);
                if (batch.Kind != FeedBatchKind.Heartbeat) return batch;
                if (batch.Verified ? _doubted : !inDoubt) return null;
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
