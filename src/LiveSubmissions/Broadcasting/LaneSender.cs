using LiveSubmissions.Diagnostics;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Broadcasting;

/// <summary>Sends a lane's updates one after the other, each once the log has answered for the one before it.</summary>
internal sealed class LaneSender(
    Outbox outbox, RecentUpdates recent, ISubmissionTransport transport, BroadcasterOptions options, TimeProvider time, BroadcastLog messages, TraceLog trace,
    LiveSubmissionsMeter meter)
{
    private readonly AppendBudgets _budgets = new(options.Timeout, time);

    /// <summary>Sends until the lane is empty, or until the transport fails: then the lane's newest update is deferred.</summary>
    /// <returns>Whether all was sent.</returns>
    public async Task<bool> SendAsync(Lane lane, CancellationToken cancel)
    {
        while (outbox.TakeNext(lane) is { } update)
        {
            try
            {
                var result = await AppendAsync(update, cancel).ConfigureAwait(false);
                if (result.Outcome == BroadcastOutcome.Accepted)
                {
                    recent.Add(lane.Key, update);
                    trace.Add(TraceHop.Stored, update.Group, update.Entry);
                }

                Report(update, result);
                update.Complete(result);
            }
            catch (Exception exception)
            {
                // Before the result is known: who reads «deferred» may stop the host next, and the outbox must hold the update by then.
                var rests = outbox.Defer(lane, update);
                messages.Deferred(update.Entry, exception);
                update.Complete(BroadcastResult.Deferred(exception.Message));
                if (rests) return false;
            }
        }

        return true;
    }

    private async ValueTask<BroadcastResult> AppendAsync(PendingUpdate update, CancellationToken cancel)
    {
        var budget = _budgets.Take();
        var limit = cancel.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancel, budget.Token) : null;
        var started = time.GetTimestamp();
        AppendResult result;
        try
        {
            result = await transport.AppendAsync(update.Group, update.Entry, update.GivenAt, origin: null, (limit ?? budget).Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Not given back: what failed may still hold the token.
            limit?.Dispose();
            budget.Dispose();
            if (exception is OperationCanceledException && budget.IsCancellationRequested)
            {
                throw SubmissionTransportException.NoAnswer(transport, options.Timeout, exception);
            }

            throw;
        }

        limit?.Dispose();
        _budgets.GiveBack(budget);
        meter.Appended(time.GetElapsedTime(started));
        return result.Refusal switch
        {
            RefusalReason.None => BroadcastResult.Accepted(result.Position),
            RefusalReason.AlreadyKnown => BroadcastResult.AlreadyKnown(result.Position),
            RefusalReason.OlderRevision => BroadcastResult.Refused("older revision"),
            RefusalReason.SameRevision => BroadcastResult.Refused("same revision, other state: the revision must grow with every change"),
            RefusalReason.OlderOperation => BroadcastResult.Refused("a newer update was given by the same broadcaster"),
            _ => BroadcastResult.Refused("a newer update was given by another broadcaster"),
        };
    }

    /// <summary>A copy that is sent again after a failover was reported when it was sent first.</summary>
    private void Report(PendingUpdate update, BroadcastResult result)
    {
        if (update.IsResent) return;
        if (result.Outcome == BroadcastOutcome.Accepted) messages.Broadcasted(update.Group);
        else if (result.Outcome == BroadcastOutcome.AlreadyKnown) messages.AlreadyKnown(update.Entry.Submission, update.Group);
        else messages.Refused(update.Entry, result.Reason!);
    }
}
