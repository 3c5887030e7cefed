using LiveSubmissions.Log;
using LiveSubmissions.Telemetry;

namespace LiveSubmissions.Broadcasting;

/// <summary>Sends a lane's updates one after the other, each once the log has answered for the one before it.</summary>
internal sealed class LaneSender(
    Outbox outbox, Appender appender, RecentUpdates recent, LogOrigins origins, RepeatedRevisions repeated, BroadcastLog messages, TraceLog trace)
{
    /// <summary>Sends until the lane is empty, or until the transport fails: then the lane's newest update is deferred.</summary>
    /// <returns>Whether all was sent.</returns>
    public async Task<bool> SendAsync(Lane lane, CancellationToken cancellationToken)
    {
        var hasSent = false;
        while (outbox.TakeNext(lane, hasSent) is { } update)
        {
            AppendResult result;
            try
            {
                result = await appender.AppendAsync(update, origin: null, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                hasSent = false;
                if (Defer(lane, update, exception)) return false;
                continue;
            }

            hasSent = true;
            if (result.IsHeld) recent.Add(lane.Key, update, result);
            origins.Saw(update.Group, result.Origin);
            var told = Refusals.ToResult(result);
            Report(update, result.Refusal, told);
            update.Complete(told);
        }

        return true;
    }

    /// <returns>Whether the lane rests.</returns>
    private bool Defer(Lane lane, PendingUpdate update, Exception exception)
    {
        // Before the result is known: who reads «deferred» may stop the host next, and the outbox must hold the update by then.
        var deferral = outbox.Defer(lane, update, exception.Message);
        try
        {
            messages.Deferred(update.Entry, exception, deferral);
            if (deferral.Refused is { } refused) NeverSent(refused.Entry, refused.Result.Result);
        }
        catch (Exception)
        {
            // A logger's fault is no update's.
        }

        update.Complete(deferral.Result);
        return deferral.Rests;
    }

    /// <summary>An update that was refused without being sent.</summary>
    public void NeverSent(SubmissionEntry entry, BroadcastResult result)
    {
        messages.Refused(entry, result.Reason!);
        if (result == Refusals.ToResult(RefusalReason.SameRevision)) repeated.Add(entry);
    }

    private void Report(PendingUpdate update, RefusalReason refusal, BroadcastResult result)
    {
        try
        {
            switch (refusal)
            {
                case RefusalReason.None:
                    trace.Add(TraceHop.Stored, update.Group, update.Entry);
                    messages.Broadcasted(update.Group);
                    break;
                case RefusalReason.AlreadyKnown:
                    messages.AlreadyKnown(update.Entry.Submission, update.Group);
                    break;
                default:
                    NeverSent(update.Entry, result);
                    break;
            }
        }
        catch (Exception)
        {
            // A logger's fault is no update's.
        }
    }
}

/// <summary>
/// How many may be under way at once. It begins at one and grows by one with each that succeeds, so it doubles with each round trip; and a transport that
/// fails is asked a few times and not flooded.
/// </summary>
internal sealed class SendWindow(int most) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _free = new(1);
    private int _size = 1;

    private int Size
    {
        get
        {
            lock (_gate) return _size;
        }
    }

    public Task EnterAsync(CancellationToken cancellationToken) => _free.WaitAsync(cancellationToken);

    public void Leave(bool succeeded)
    {
        bool grows;
        lock (_gate)
        {
            grows = succeeded && _size < most;
            if (grows) _size++;
        }

        _free.Release(grows ? 2 : 1);
    }

    /// <summary>Waits until nothing is under way. Nobody may enter any more.</summary>
    public async Task EmptyAsync()
    {
        // The size is read each time: what succeeds meanwhile makes it larger before it gives its place back.
        for (var taken = 0; taken < Size; taken++) await _free.WaitAsync().ConfigureAwait(false);
    }

    public void Dispose() => _free.Dispose();
}

/// <summary>What a broadcast is told when the order rules keep its update out, whether the log applied them or the outbox did.</summary>
internal static class Refusals
{
    public static BroadcastResult ToResult(RefusalReason refusal) => BroadcastResult.Refused(refusal switch
    {
        RefusalReason.OlderRevision => "older revision",
        RefusalReason.SameRevision => "same revision, other state: the revision must grow with every change",
        RefusalReason.OlderOperation => "a newer update was given by the same broadcaster",
        _ => "a newer update was given by another broadcaster",
    });

    public static BroadcastResult ToResult(AppendResult result) => result.Refusal switch
    {
        RefusalReason.None => BroadcastResult.Accepted(result.Position),
        RefusalReason.AlreadyKnown => BroadcastResult.AlreadyKnown(result.Position),
        _ => ToResult(result.Refusal),
    };
}
