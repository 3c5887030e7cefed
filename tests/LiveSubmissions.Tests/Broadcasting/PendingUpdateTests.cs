using LiveSubmissions.Broadcasting;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Tests.Broadcasting;

public sealed class PendingUpdateTests
{
    private static readonly BroadcastResult Accepted = BroadcastResult.Accepted(new FeedPosition("e", 1));

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_wait_ends_when_its_time_is_over_and_the_first_word_counts()
    {
        var update = Update();
        var wait = update.WaitAsync(Wait(_time), CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(wait.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(0.1));
        update.Complete(Accepted);
        Assert.Equal(
            BroadcastResult.Deferred("the in-memory log of this process did not answer within 5 s; the update is still being sent."), await wait);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_beforehand_ends_at_once_unless_the_result_is_known()
    {
        var cancelled = new CancellationToken(canceled: true);
        Assert.Equal(BroadcastOutcome.Deferred, (await Update().WaitAsync(Wait(_time), cancelled)).Outcome);

        var known = Update();
        known.Complete(Accepted);
        Assert.Equal(Accepted, await known.WaitAsync(Wait(_time), cancelled));
    }

    [Fact]
    public async Task However_a_wait_and_the_result_meet_no_timer_is_left()
    {
        var time = new CountingTime();
        var wait = Wait(time);
        for (var i = 0; i < 2000; i++)
        {
            var update = Update();
            var completing = Task.Run(() => update.Complete(Accepted));
            Assert.Equal(Accepted, await update.WaitAsync(wait, CancellationToken.None));
            await completing;
            Assert.Equal(0, time.Running);
        }
    }

    private static PendingUpdate Update() => new(CoreHost.Group, Entries.State(42), broadcastAt: 0);

    private static BroadcastWait Wait(TimeProvider time) => new(
        new InMemoryTransport(Options.Create(new LiveSubmissionsOptions()), time), TimeSpan.FromSeconds(5), time);

    private sealed class CountingTime : TimeProvider
    {
        private int _running;

        public int Running => Volatile.Read(ref _running);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref _running);
            return new CountedTimer(this, base.CreateTimer(callback, state, dueTime, period));
        }

        private sealed class CountedTimer(CountingTime time, ITimer timer) : ITimer
        {
            private int _disposed;

            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

            public void Dispose()
            {
                if (Interlocked.Exchange(ref _disposed, 1) == 0) Interlocked.Decrement(ref time._running);
                timer.Dispose();
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
