using LiveSubmissions.Log;

namespace LiveSubmissions.Feed;

/// <summary>The batches from each position to the mirror's end, made once and shared by all cursors at that position.</summary>
internal sealed class MirrorBatches(MirrorLog log, int maxBytes)
{
    /// <summary>Slow cursors each stand elsewhere; beyond so many positions the batches are made again when asked for.</summary>
    private const int MaxShared = 64;

    private readonly Dictionary<long, FeedBatch> _from = [];
    private FeedPosition _end;

    public FeedBatch After(long sequence)
    {
        if (_end != log.Position)
        {
            _from.Clear();
            _end = log.Position;
        }

        if (_from.TryGetValue(sequence, out var batch)) return batch;
        var entries = new List<LogEntry>();
        log.ReadAfter(sequence, maxBytes, entries);
        var last = entries.Count > 0 ? entries[^1].Sequence : log.End;
        batch = new FeedBatch(FeedBatchKind.Entries, new FeedPosition(log.Epoch, last), entries);
        if (_from.Count < MaxShared) _from.Add(sequence, batch);
        return batch;
    }
}
