namespace LiveSubmissions.Feed;

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
