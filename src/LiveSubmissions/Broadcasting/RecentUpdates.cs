namespace LiveSubmissions.Broadcasting;

/// <summary>
/// Each submission's last accepted update that has a revision and is not a minute old: what a failover may have lost. Sent again when the
/// connection is restored, it is the same operation: a log that still holds it changes nothing.
/// </summary>
internal sealed class RecentUpdates(int capacity, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<LaneKey, PendingUpdate> _bySubmission = [];
    private readonly Queue<(LaneKey Key, PendingUpdate Update, long At)> _inOrder = [];

    public void Add(LaneKey key, PendingUpdate update)
    {
        // Without a revision a late copy could put the submission back.
        if (update.Entry.Revision is null) return;
        lock (_gate)
        {
            _bySubmission[key] = update;
            _inOrder.Enqueue((key, update, time.GetTimestamp()));
            Forget();
        }
    }

    /// <summary>The updates, in the order in which they were given.</summary>
    public List<(LaneKey Key, PendingUpdate Update)> Take()
    {
        lock (_gate)
        {
            Forget();
            return [.. _bySubmission.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Value.Entry.Operation.Counter)];
        }
    }

    private void Forget()
    {
        while (_inOrder.TryPeek(out var oldest) && (_inOrder.Count > capacity || time.GetElapsedTime(oldest.At) > Window))
        {
            _inOrder.Dequeue();
            if (_bySubmission.TryGetValue(oldest.Key, out var update) && update == oldest.Update) _bySubmission.Remove(oldest.Key);
        }
    }
}
