namespace LiveSubmissions.Feed;

/// <summary>
/// Takes a cursor's batches on the thread that serves the group, while the cursor goes on waiting: as long as it takes them, a delivery is this call
/// and nothing else.
/// </summary>
internal interface IBatchSink
{
    /// <summary>Takes a batch, or begins to. It must neither block nor throw. One call at a time, and none while nobody waits for a read.</summary>
    /// <returns>
    /// Whether all of it is taken and the next may come. If not, the read that waits ends with the batch, and whoever waited goes on with what was begun.
    /// </returns>
    bool Take(FeedBatch batch);
}
