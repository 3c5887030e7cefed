using LiveSubmissions.Log;

namespace LiveSubmissions.Feed;

/// <summary>The batches from each position to the mirror's end, made once and shared by all cursors at that position.</summary>
internal sealed class MirrorBatches(MirrorLog log, int maxBytes)
{
    /// <summary>Slow cursors each stand elsewhere; beyond so many positions the batches are made again when asked for.</summary>
    private const int MaxShared = 64;

    private readonly Dictionary<long, FeedBatch> _from = [];
    private readonly Dictionary<SubmissionId, FeedBatch> _single = [];
    private FeedPosition _end;

    // Nearly all cursors stand where the one before stood.
    private long _lastFrom;
    private FeedBatch? _last;

    public FeedBatch After(long sequence)
    {
        ForgetIfMoved();
        if (_last is null || _lastFrom != sequence) (_lastFrom, _last) = (sequence, Shared(sequence));
        return _last;
    }

    /// <summary>One submission's state, if it is newer than the position; it reaches to the end, since nothing else there is asked for.</summary>
    public FeedBatch? After(long sequence, SubmissionId submission)
    {
        if (log.Find(submission) is not { } entry || entry.Sequence <= sequence) return null;
        ForgetIfMoved();
        if (_single.TryGetValue(submission, out var batch)) return batch;
        batch = new FeedBatch(FeedBatchKind.Entries, log.Position, [entry]);
        if (_single.Count < MaxShared) _single.Add(submission, batch);
        return batch;
    }

    private FeedBatch Shared(long sequence)
    {
        if (_from.TryGetValue(sequence, out var batch)) return batch;
        var entries = new List<LogEntry>();
        log.ReadAfter(sequence, maxBytes, entries);
        var last = entries.Count > 0 ? entries[^1].Sequence : log.End;
        batch = new FeedBatch(FeedBatchKind.Entries, new FeedPosition(log.Epoch, last), entries);
        if (_from.Count < MaxShared) _from.Add(sequence, batch);
        return batch;
    }

    private void ForgetIfMoved()
    {
        if (_end == log.Position) return;
        _from.Clear();
        _single.Clear();
        _last = null;
        _end = log.Position;
    }
}
