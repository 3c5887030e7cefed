using LiveSubmissions.Log;
using LiveSubmissions.Transport;

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

/// <summary>
/// Which log each group had when it was last written to. Where another one answers, the log was lost, and its successor is told so, once: then whoever
/// asks it for everything is told that something is missing.
/// </summary>
internal sealed class LogOrigins(ISubmissionTransport transport, BroadcasterOptions options, TimeProvider time, BroadcastLog messages)
{
    /// <summary>So many groups, and so many losses, are remembered; beyond that all of them are forgotten.</summary>
    private const int Most = 10_000;

    private const int MostInFlight = 16;

    /// <summary>So often a loss is tried to be reported: with the longest pauses, for some minutes.</summary>
    private const int MostTries = 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<SubmissionGroup, string> _last = [];
    private readonly HashSet<(SubmissionGroup Group, string Origin)> _lost = [];
    private List<Loss> _unreported = [];

    /// <summary>Whether a loss is still to be reported.</summary>
    public bool Any
    {
        get
        {
            lock (_gate) return _unreported.Count > 0;
        }
    }

    /// <summary>A log has answered.</summary>
    public void Saw(SubmissionGroup group, string origin)
    {
        // A transport of somebody else's may not know it.
        if (string.IsNullOrEmpty(origin)) return;
        lock (_gate)
        {
            if (_last.TryGetValue(group, out var before))
            {
                if (before == origin) return;
                Lose(group, before);
            }
            else if (_last.Count >= Most)
            {
                _last.Clear();
            }

            _last[group] = origin;
        }
    }

    /// <summary>A log has refused what the log before it had accepted.</summary>
    public void Lost(SubmissionGroup group, string origin)
    {
        lock (_gate) Lose(group, origin);
    }

    /// <summary>Reports each loss. What fails is tried again the next time; throws nothing but that it is cancelled.</summary>
    /// <returns>Whether all were reported or given up.</returns>
    public async Task<bool> ReportAsync(CancellationToken cancellationToken)
    {
        List<Loss> losses;
        lock (_gate) (losses, _unreported) = (_unreported, []);
        if (losses.Count == 0) return true;
        using var window = new SendWindow(MostInFlight);
        var reported = 0;
        try
        {
            for (; reported < losses.Count; reported++)
            {
                await window.EnterAsync(cancellationToken).ConfigureAwait(false);
                _ = ReportAsync(losses[reported], window, cancellationToken);
            }
        }
        finally
        {
            await window.EmptyAsync().ConfigureAwait(false);
            lock (_gate) _unreported.AddRange(losses[reported..]);
        }

        return !Any;
    }

    private void Lose(SubmissionGroup group, string origin)
    {
        if (_lost.Count >= Most) _lost.Clear();
        if (_unreported.Count < Most && _lost.Add((group, origin))) _unreported.Add(new Loss(group, origin, 0));
    }

    private async Task ReportAsync(Loss loss, SendWindow window, CancellationToken cancellationToken)
    {
        var succeeded = false;
        try
        {
            using var budget = new CancellationTokenSource(options.Timeout, time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, cancellationToken);
            await transport.ReportLossAsync(loss.Group, loss.Origin, limit.Token).ConfigureAwait(false);
            succeeded = true;
            messages.LossReported(loss.Group);
        }
        catch (Exception exception)
        {
            if (!succeeded) TryLater(loss with { Tries = loss.Tries + 1 }, exception);
        }
        finally
        {
            window.Leave(succeeded);
        }
    }

    private void TryLater(Loss loss, Exception exception)
    {
        if (loss.Tries >= MostTries)
        {
            messages.LossUnreported(loss.Group, exception.Message);
            return;
        }

        lock (_gate) _unreported.Add(loss);
    }

    private readonly record struct Loss(SubmissionGroup Group, string Origin, int Tries);
}
