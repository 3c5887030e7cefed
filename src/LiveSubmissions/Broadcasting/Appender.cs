using System.Collections.Concurrent;
using LiveSubmissions.Log;
using LiveSubmissions.Telemetry;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Broadcasting;

/// <summary>Offers one update to its log, within the time that an append may take.</summary>
internal sealed class Appender(ISubmissionTransport transport, BroadcasterOptions options, TimeProvider time, LiveSubmissionsMeter meter)
{
    private readonly AppendBudgets _budgets = new(options.Timeout, time);

    /// <param name="update">The update.</param>
    /// <param name="origin">The origin of the one log into which it may go; nothing: whichever log there is.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask<AppendResult> AppendAsync(PendingUpdate update, string? origin, CancellationToken cancellationToken)
    {
        var budget = _budgets.Take();
        var limit = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, budget.Token) : null;
        var started = time.GetTimestamp();
        AppendResult result;
        try
        {
            result = await transport.AppendAsync(update.Group, update.Entry, update.GivenAt, origin, (limit ?? budget).Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Not given back: what failed may still hold the token.
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

/// <summary>Limits the time of appends. An append that ends in time gives its limit back for the next one.</summary>
internal sealed class AppendBudgets(TimeSpan timeout, TimeProvider time)
{
    private const int MaxIdle = 1024;

    private readonly ConcurrentQueue<CancellationTokenSource> _idle = [];

    /// <summary>A source that is cancelled when the time is over.</summary>
    public CancellationTokenSource Take()
    {
        if (!_idle.TryDequeue(out var budget)) return new CancellationTokenSource(timeout, time);
        budget.CancelAfter(timeout);
        return budget;
    }

    /// <summary>Ends a limit. Nobody may use its token any more.</summary>
    public void GiveBack(CancellationTokenSource budget)
    {
        // Only the system's clock can be wound again: for another one a source makes its timer once.
        if (time == TimeProvider.System && _idle.Count < MaxIdle && budget.TryReset()) _idle.Enqueue(budget);
        else budget.Dispose();
    }
}
