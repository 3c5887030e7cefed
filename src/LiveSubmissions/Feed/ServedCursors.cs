using System.Numerics;

namespace LiveSubmissions.Feed;

/// <summary>
/// The cursors that a pass has chosen, each with its batch. If they fit into one share, the pass's own thread serves them. If not, several threads take one
/// share at a time; there are at most as many threads as processors. After each share a thread goes to the end of the pool's queue. So the work that earlier
/// shares started, such as the server's own sending, runs first and does not pile up, and other groups get their turn.
/// </summary>
/// <param name="gate">The mirror's lock.</param>
/// <param name="reader">The reader that made the batches.</param>
/// <param name="parked">The cursors that wait.</param>
/// <param name="failed">Called with the exception if serving a cursor failed.</param>
/// <param name="done">Called when all cursors are served, by the thread that served the last one.</param>
internal sealed class ServedCursors(Lock gate, CursorReader reader, ParkedCursors parked, Action<Exception> failed, Action done) : IThreadPoolWorkItem
{
    /// <summary>
    /// How many cursors make a share; at most 64, because a <c>ulong</c> holds one bit for each. Serving a share takes about as long as waking up
    /// another thread.
    /// </summary>
    private const int Share = 16;

    /// <summary>
    /// Each cursor with its batch, with the exception for its read, or with <see langword="null"/>: the mirror has stopped, and the read ends.
    /// </summary>
    private readonly List<(FeedCursor Cursor, object? Given)> _served = [];

    /// <summary>How many shares no thread has taken yet. It is 0 or less between passes, so that a thread that starts late does nothing.</summary>
    private int _untaken;

    /// <summary>How many shares are not completely served yet.</summary>
    private int _unserved;

    public int Count => _served.Count;

    /// <summary>Whether a cursor that waits again has more to read already, because a batch has a limit.</summary>
    public bool HaveMore { get; private set; }

    /// <summary>Adds a cursor. Without a batch its read ends, because the mirror has stopped. Call it only while nothing is being served.</summary>
    public void Add(FeedCursor cursor, FeedBatch? batch) => _served.Add((cursor, batch));

    /// <summary>Adds a cursor whose read ends with an exception.</summary>
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

        // From here on other threads may take shares, so this comes last.
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
                // If one cursor fails, the others are still served, and the pass ends.
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
            // The read had ended already. The exception came from the code that continued after it.
        }
    }

    /// <summary>Parks the cursors whose sinks took their batches. If a cursor has left in the meantime, its read ends.</summary>
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

/// <summary>The cursors that have read everything and wait. Adding or removing one takes the same time, however many there are.</summary>
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
