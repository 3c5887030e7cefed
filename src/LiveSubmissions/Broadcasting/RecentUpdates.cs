using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Broadcasting;

/// <summary>
/// Holds the last accepted update of each submission, if it has a revision and was accepted within the last minute: a failover may have lost it. The number
/// of submissions is limited. If there are too many, the update that was accepted first is forgotten.
/// </summary>
internal sealed class RecentUpdates(int capacity, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<LaneKey, LinkedListNode<RecentUpdate>> _bySubmission = [];
    private readonly LinkedList<RecentUpdate> _inOrder = [];

    /// <summary>The list node that was removed last. The next submission reuses it, so that a steady stream of updates allocates no nodes.</summary>
    private LinkedListNode<RecentUpdate>? _spare;

    /// <summary>Adds an update that a log holds.</summary>
    /// <param name="key">The lane of the update.</param>
    /// <param name="update">The update.</param>
    /// <param name="result">The log's answer.</param>
    public void Add(LaneKey key, PendingUpdate update, AppendResult result)
    {
        // A copy without a revision could replace a newer state, so such updates are not kept.
        if (update.Entry.Revision is not { } revision) return;
        var recent = new RecentUpdate(key, update, result.Origin, result.Position.Sequence, time.GetTimestamp());
        lock (_gate)
        {
            if (_bySubmission.TryGetValue(key, out var node))
            {
                // Example: the log held revision 5 and now accepted revision 4. So it has lost revision 5, which stays here to be sent again. If another log
                // (another origin) accepted revision 4, then 4 replaces 5 here, because 5 must not be sent to another log.
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

    /// <summary>Returns all updates, in the order in which they were accepted.</summary>
    public List<RecentUpdate> ToList()
    {
        lock (_gate)
        {
            Forget();
            return [.. _inOrder];
        }
    }

    /// <summary>Whether this is still the submission's last accepted update and not older than a minute.</summary>
    public bool Holds(RecentUpdate recent)
    {
        lock (_gate)
        {
            Forget();
            return _bySubmission.TryGetValue(recent.Key, out var node) && node.Value.Update == recent.Update;
        }
    }

    /// <summary>Removes an update whose log is lost: it must not be sent to another log.</summary>
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
/// <param name="Key">The lane of the update.</param>
/// <param name="Update">The update.</param>
/// <param name="Origin">The origin of the log that accepted the update. A copy may be sent to this log only.</param>
/// <param name="Sequence">The sequence of the update in that log.</param>
/// <param name="At">When the log accepted the update: a timestamp of the time provider.</param>
internal readonly record struct RecentUpdate(LaneKey Key, PendingUpdate Update, string Origin, long Sequence, long At);

/// <summary>
/// Remembers the origin of the log that answered last in each group. If a log with another origin answers, the earlier log was lost. This class then reports
/// the loss to the new log, once. From then on, a client that asks the new log for everything is told that updates are missing.
/// </summary>
internal sealed class LogOrigins(ISubmissionTransport transport, BroadcasterOptions options, TimeProvider time, BroadcastLog messages)
{
    /// <summary>The most groups, and the most losses, that are remembered. When there are more, all of them are forgotten.</summary>
    private const int Most = 10_000;

    private const int MostInFlight = 16;

    /// <summary>How often the report of a loss is tried before it is given up. With the longest pauses this takes some minutes.</summary>
    private const int MostTries = 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<SubmissionGroup, string> _last = [];
    private readonly HashSet<(SubmissionGroup Group, string Origin)> _lost = [];
    private List<Loss> _unreported = [];

    /// <summary>Whether there are losses to report.</summary>
    public bool Any
    {
        get
        {
            lock (_gate) return _unreported.Count > 0;
        }
    }

    /// <summary>Records the origin of a log that has answered.</summary>
    public void Saw(SubmissionGroup group, string origin)
    {
        // A transport that is not part of this library may not give an origin.
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

    /// <summary>Records that a log was lost: its successor has refused a copy of an update that the lost log had accepted.</summary>
    public void Lost(SubmissionGroup group, string origin)
    {
        lock (_gate) Lose(group, origin);
    }

    /// <summary>Reports each loss. A report that fails is tried again at the next call. The only exception is the one of a cancellation.</summary>
    /// <returns>Whether every loss was reported or given up.</returns>
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
