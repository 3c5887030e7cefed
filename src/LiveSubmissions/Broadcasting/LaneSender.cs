using System.Collections.Concurrent;
using LiveSubmissions.Log;
using LiveSubmissions.Telemetry;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Broadcasting;

/// <summary>Sends a lane's updates one after the other. It sends an update only after the log has answered for the one before it.</summary>
internal sealed class LaneSender(
    Outbox outbox, Appender appender, RecentUpdates recent, LogOrigins origins, RepeatedRevisions repeated, BroadcastLog messages, TraceLog trace)
{
    /// <summary>Sends until the lane is empty. If the transport fails, the lane's newest update is deferred.</summary>
    /// <returns>Whether the lane is empty.</returns>
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

    /// <returns>Whether the lane now waits for the pump: see <see cref="Deferral"/>.</returns>
    private bool Defer(Lane lane, PendingUpdate update, Exception exception)
    {
        // The outbox must hold the update before the caller gets the result: a caller that sees "deferred" may stop the host at once.
        var deferral = outbox.Defer(lane, update, exception.Message);
        try
        {
            messages.Deferred(update.Entry, exception, deferral);
            if (deferral.Refused is { } refused) NeverSent(refused.Entry, refused.Result.Result);
        }
        catch (Exception)
        {
            // A logger threw. This must not change the result of the update.
        }

        update.Complete(deferral.Result);
        return deferral.Rests;
    }

    /// <summary>Logs an update that the log or the outbox refused.</summary>
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
            // A logger threw. This must not change the result of the update.
        }
    }
}

/// <summary>Translates a refusal by the order rules into the result of a broadcast. The log applies these rules, and so does the outbox.</summary>
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

/// <summary>Appends one update to its log, and ends the call after <see cref="BroadcasterOptions.Timeout"/>.</summary>
internal sealed class Appender(ISubmissionTransport transport, BroadcasterOptions options, TimeProvider time, LiveSubmissionsMeter meter)
{
    private readonly AppendBudgets _budgets = new(options.Timeout, time);

    /// <param name="update">The update.</param>
    /// <param name="origin">The origin of the only log that may take the update; <see langword="null"/> if any log may.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask<AppendResult> AppendAsync(PendingUpdate update, string? origin, CancellationToken cancellationToken)
    {
        var budget = _budgets.Take();
        var limit = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, budget.Token) : null;
        var started = time.GetTimestamp();
        AppendResult result;
        try
        {
            result = await transport.AppendAsync(update.Group, update.Entry, update.BroadcastAt, origin, (limit ?? budget).Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The budget is not given back, because the failed call may still use its token.
            limit?.Dispose();
            budget.Dispose();
            if (exception is OperationCanceledException && budget.IsCancellationRequested)
            {
                throw SubmissionTransportException.NoAnswer(transport.Description, options.Timeout, exception);
            }

            throw;
        }

        limit?.Dispose();
        _budgets.GiveBack(budget);
        meter.Appended(time.GetElapsedTime(started));
        return result;
    }
}

/// <summary>A pool of the token sources that limit the time of appends. An append that ends in time gives its source back for the next append.</summary>
internal sealed class AppendBudgets(TimeSpan timeout, TimeProvider time)
{
    private const int MaxIdle = 1024;

    private readonly ConcurrentQueue<CancellationTokenSource> _idle = [];

    /// <summary>Takes a source that is cancelled after the timeout.</summary>
    public CancellationTokenSource Take()
    {
        if (!_idle.TryDequeue(out var budget)) return new CancellationTokenSource(timeout, time);
        budget.CancelAfter(timeout);
        return budget;
    }

    /// <summary>Gives a source back. Its token must not be used any more.</summary>
    public void GiveBack(CancellationTokenSource budget)
    {
        // Only a source on the system's clock can be reset and used again.
        if (time == TimeProvider.System && _idle.Count < MaxIdle && budget.TryReset()) _idle.Enqueue(budget);
        else budget.Dispose();
    }
}
