using LiveSubmissions.FanOut.Machine;

namespace LiveSubmissions.FanOut.Publishing;

/// <summary>Carries out orders, keeping to an absolute schedule: a slow answer delays no later update.</summary>
internal sealed class Publisher(IUpdateSink sink)
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(1);

    private readonly Dictionary<int, long> _next = [];
    private int _unanswered;
    private int _failed;

    public async Task<PublishReport> CarryOutAsync(PublishOrder order)
    {
        _failed = 0;
        var start = Clock.Now;

        // A thread of its own: the schedule must not wait for a place in the pool, nor the answers for one that sleeps there.
        var behind = await Task.Factory.StartNew(() => Pace(order, start), TaskCreationOptions.LongRunning);
        while (Volatile.Read(ref _unanswered) > 0) await Task.Delay(Slice);
        return new PublishReport(Volatile.Read(ref _failed), Clock.Seconds(Clock.Now - start), Clock.Seconds(behind));
    }

    /// <returns>By how much the latest update was late.</returns>
    private long Pace(PublishOrder order, long start)
    {
        var padding = order.Padding > 0 ? new string('x', order.Padding) : null;
        var behind = 0L;
        for (var i = 0; i < order.Updates; i++)
        {
            if (order.Rate > 0)
            {
                var due = start + (long)(i / order.Rate * Clock.Second);
                while (Clock.Now < due) Thread.Sleep(Slice);
                behind = Math.Max(behind, Clock.Now - due);
            }

            Send(i % order.Groups, order.Submissions, padding);
        }

        return behind;
    }

    private void Send(int group, int submissions, string? padding)
    {
        var n = _next.GetValueOrDefault(group);
        _next[group] = n + 1;
        Interlocked.Increment(ref _unanswered);
        _ = AnswerAsync(sink.SendAsync(group, (int)(n % submissions), n, padding));
    }

    private async Task AnswerAsync(ValueTask<bool> answer)
    {
        var accepted = false;
        try
        {
            accepted = await answer;
        }
        finally
        {
            if (!accepted) Interlocked.Increment(ref _failed);
            Interlocked.Decrement(ref _unanswered);
        }
    }
}
