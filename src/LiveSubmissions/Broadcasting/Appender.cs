using LiveSubmissions.Diagnostics;
using LiveSubmissions.Log;
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
                throw SubmissionTransportException.NoAnswer(transport, options.Timeout, exception);
            }

            throw;
        }

        limit?.Dispose();
        _budgets.GiveBack(budget);
        meter.Appended(time.GetElapsedTime(started));
        return result;
    }
}
