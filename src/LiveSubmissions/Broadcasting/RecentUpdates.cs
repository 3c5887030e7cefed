using LiveSubmissions.Log;

namespace LiveSubmissions.Broadcasting;

/// <summary>
/// Each submission's last accepted update that has a revision and is not a minute old: what a failover may have lost. Bounded by submissions; the one
/// whose update was accepted first is forgotten first.
/// </summary>
internal sealed class RecentUpdates(int capacity, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<LaneKey, LinkedListNode<RecentUpdate>> _bySubmission = [];
    private readonly LinkedList<RecentUpdate> _inOrder = [];

    /// <summary>The node that was forgotten last, for the next submission: in the steady state none is allocated.</summary>
    private LinkedListNode<RecentUpdate>? _spare;

    /// <summary>A log holds an update.</summary>
    /// <param name="key">Its lane.</param>
    /// <param name="update">The update.</param>
    /// <param name="result">What its log said.</param>
    public void Add(LaneKey key, PendingUpdate update, AppendResult result)
    {
        // Without a revision a late copy could put the submission back.
        if (update.Entry.Revision is not { } revision) return;
        var recent = new RecentUpdate(key, update, result.Origin, result.Position.Sequence, time.GetTimestamp());
        lock (_gate)
        {
            if (_bySubmission.TryGetValue(key, out var node))
            {
                // A log that takes a lower revision than it held has lost its tail, and the greater one is to be sent again. (Not so in another log: into
                // that the greater one may not go.)
                if (node.Value.Update.Entry.Revision > revision && node.Value.Origin == recent.Origin) return;
                _inOrder.Remove(node);
            }
            else
            {
                node = _spare ?? new LinkedListNode<RecentUpdate>(recent);
                _spare = null;
                _bySubmission.Add(key, node);
            }

            node.Value = recent;
            _inOrder.AddLast(node);
            Forget();
        }
    }

    /// <summary>All of them, in the order in which they were accepted.</summary>
    public List<RecentUpdate> ToList()
    {
        lock (_gate)
        {
            Forget();
            return [.. _inOrder];
        }
    }

    /// <summary>Whether this is still the submission's last accepted update, and not too old.</summary>
    public bool Holds(RecentUpdate recent)
    {
        lock (_gate)
        {
            Forget();
            return _bySubmission.TryGetValue(recent.Key, out var node) && node.Value.Update == recent.Update;
        }
    }

    /// <summary>The update's log is lost, and it may go into no other.</summary>
    public void Remove(RecentUpdate recent)
    {
        lock (_gate)
        {
            if (_bySubmission.TryGetValue(recent.Key, out var node) && node.Value.Update == recent.Update) Remove(node);
        }
    }

    private void Forget()
    {
        while (_inOrder.First is { } oldest && (_bySubmission.Count > capacity || time.GetElapsedTime(oldest.Value.At) > Window)) Remove(oldest);
    }

    private void Remove(LinkedListNode<RecentUpdate> node)
    {
        _inOrder.Remove(node);
        _bySubmission.Remove(node.Value.Key);
        node.Value = default;
        _spare = node;
    }
}

/// <summary>An update that a log holds.</summary>
/// <param name="Key">Its lane.</param>
/// <param name="Update">The update.</param>
/// <param name="Origin">The origin of the log that accepted it: a copy may go into no other.</param>
/// <param name="Sequence">Where that log holds it.</param>
/// <param name="At">When it was accepted: a timestamp of the time provider.</param>
internal readonly record struct RecentUpdate(LaneKey Key, PendingUpdate Update, string Origin, long Sequence, long At);
