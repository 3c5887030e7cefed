using System.Collections.Concurrent;

namespace LiveSubmissions.Broadcasting;

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
