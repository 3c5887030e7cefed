using System.Numerics;

namespace LiveSubmissions.Feed;

/// <summary>
/// The cursors that a pass has chosen, each with its batch. A few are served on the pass's own thread; many in shares, by as many threads of the
/// pool as there are processors. After each share a thread goes to the end of the pool's queue: what the shares before it have set going, such as the
/// server's own sending, comes first, so that it does not pile up, and other groups get their turn.
/// </summary>
/// <param name="gate">Guards the mirror.</param>
/// <param name="reader">What gave the batches.</param>
/// <param name="parked">Where cursors wait.</param>
/// <param name="failed">Called when serving a cursor failed.</param>
/// <param name="done">Called once all are served, by the thread that served the last of them.</param>
internal sealed class ServedCursors(Lock gate, CursorReader reader, ParkedCursors parked, Action<Exception> failed, Action done) : IThreadPoolWorkItem
{
    /// <summary>At most as many as a word has bits. Serving so many takes about as long as it takes another thread to wake up.</summary>
    private const int Share = 16;

    /// <summary>Each with its batch, with what went wrong, or with nothing: its read ends because nothing comes any more.</summary>
    private readonly List<(FeedCursor Cursor, object? Given)> _served = [];

    /// <summary>Shares that nobody has taken yet; none between passes, so that a thread which comes late finds nothing to do.</summary>
    private int _untaken;

    /// <summary>Shares that are not served to their end.</summary>
    private int _unserved;

    public int Count => _served.Count;

    /// <summary>Whether there is more, already now, for one that waits again: batches have a limit.</summary>
    public bool HaveMore { get; private set; }

    /// <summary>Adds a cursor; without a batch, its read ends because nothing comes any more. Only while nothing is being served.</summary>
    public void Add(FeedCursor cursor, FeedBatch? batch) => _served.Add((cursor, batch));

    /// <summary>Adds a cursor whose read ends with what went wrong.</summary>
    public void Add(FeedCursor cursor, Exception failure) => _served.Add((cursor, failure));

    public void Clear()
    {
        _served.Clear();
        HaveMore = false;
    }

    public void Serve()
    {
        var shares = (_served.Count + Share - 1) / Share;
        if (shares <= 1)
        {
            Serve(0);
            done();
            return;
        }

        _unserved = shares;

        // From here on others may take shares, so it comes last.
        Interlocked.Exchange(ref _untaken, shares);
        for (var thread = Math.Min(shares, Environment.ProcessorCount); thread > 1; thread--) Queue();
        ServeShare();
    }

    void IThreadPoolWorkItem.Execute() => ServeShare();

    private void ServeShare()
    {
        var share = Interlocked.Decrement(ref _untaken);
        if (share < 0) return;
        Serve(share * Share);
        if (Interlocked.Decrement(ref _unserved) == 0) done();
        else if (Volatile.Read(ref _untaken) > 0) Queue();
    }

    private void Queue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    private void Serve(int from)
    {
        var count = Math.Min(Share, _served.Count - from);
        var waiting = 0UL;
        for (var i = 0; i < count; i++)
        {
            var (cursor, given) = _served[from + i];
            try
            {
                if (given is FeedBatch batch) waiting |= cursor.Serve(batch) ? 1UL << i : 0;
                else if (given is Exception failure) cursor.EndRead(failure);
                else cursor.EndReadDisposed();
            }
            catch (Exception exception)
            {
                // One cursor's failure is its own: the others are served, and the pass ends.
                failed(exception);
                EndRead(cursor, exception);
            }
        }

        if (waiting != 0) Park(from, waiting);
    }

    private static void EndRead(FeedCursor cursor, Exception failure)
    {
        try
        {
            cursor.EndRead(failure);
        }
        catch (InvalidOperationException)
        {
            // The read had ended, and what went on from it failed.
        }
    }

    /// <summary>Those that have taken their batches wait for the next ones; the reads of those that have left meanwhile end.</summary>
    private void Park(int from, ulong waiting)
    {
        var left = 0UL;
        lock (gate)
        {
            for (var rest = waiting; rest != 0; rest &= rest - 1)
            {
                var i = BitOperations.TrailingZeroCount(rest);
                var cursor = _served[from + i].Cursor;
                if (cursor.HasLeft)
                {
                    left |= 1UL << i;
                    continue;
                }

                parked.Add(cursor);
                HaveMore |= reader.HasMore(cursor);
            }
        }

        for (; left != 0; left &= left - 1) _served[from + BitOperations.TrailingZeroCount(left)].Cursor.EndReadDisposed();
    }
}

/// <summary>The cursors that have read everything and wait. Joining and leaving cost the same however many there are.</summary>
internal sealed class ParkedCursors
{
    private readonly List<FeedCursor> _cursors = [];

    public int Count => _cursors.Count;

    public FeedCursor this[int index] => _cursors[index];

    public void Add(FeedCursor cursor)
    {
        cursor.ParkedAt = _cursors.Count;
        _cursors.Add(cursor);
    }

    public bool Remove(FeedCursor cursor)
    {
        var index = cursor.ParkedAt;
        if (index < 0) return false;
        var last = _cursors[^1];
        _cursors[index] = last;
        last.ParkedAt = index;
        _cursors.RemoveAt(_cursors.Count - 1);
        cursor.ParkedAt = -1;
        return true;
    }
}
