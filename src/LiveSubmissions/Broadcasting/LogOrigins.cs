using LiveSubmissions.Transport;

namespace LiveSubmissions.Broadcasting;

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
