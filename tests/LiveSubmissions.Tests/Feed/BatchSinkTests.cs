using System.Threading.Channels;
using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Tests.Feed;

public sealed class BatchSinkTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly CoreHost _host = new();
    private long _counter;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task While_batches_are_taken_the_read_goes_on_waiting_and_the_position_moves()
    {
        var taker = new Taker();
        await using var cursor = await SubscribeAsync(taker);
        var read = cursor.ReadAsync().AsTask();
        for (var i = 1; i <= 3; i++)
        {
            await BroadcastAsync(i);
            var batch = await taker.NextAsync();
            Assert.Equal<SubmissionId>(i, Assert.Single(batch.Entries).State.Submission);
            Assert.Equal(batch.Position, cursor.Position);
        }

        Assert.False(read.IsCompleted);
    }

    [Fact]
    public async Task A_batch_that_is_not_taken_ends_the_read_and_comes_with_it()
    {
        var taker = new Taker { Takes = static () => false };
        await using var cursor = await SubscribeAsync(taker);
        var read = cursor.ReadAsync().AsTask();
        await BroadcastAsync(1);

        Assert.Same(await taker.NextAsync(), await read.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Without_a_read_that_waits_nothing_is_taken_and_the_next_read_has_the_newest_state()
    {
        var taker = new Taker { Takes = static () => false };
        await using var cursor = await SubscribeAsync(taker);
        var read = cursor.ReadAsync().AsTask();
        await BroadcastAsync(1);
        await read.WaitAsync(Deadline);
        await taker.NextAsync();
        await BroadcastAsync(1);
        await BroadcastAsync(1);
        await AtRestAsync();

        Assert.True(taker.IsEmpty);
        var batch = await cursor.ReadAsync().AsTask().WaitAsync(Deadline);
        Assert.Equal(3, Assert.Single(batch.Entries).State.Operation.Counter);
    }

    [Fact]
    public async Task A_cursor_that_leaves_while_its_batch_is_taken_gets_no_other_and_its_read_ends()
    {
        FeedCursor? cursor = null;
        var taker = new Taker
        {
            Takes = () =>
            {
                cursor!.Leave();
                return true;
            },
        };
        cursor = await SubscribeAsync(taker);
        var read = cursor.ReadAsync().AsTask();
        await BroadcastAsync(1);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => read.WaitAsync(Deadline));
        await taker.NextAsync();
        await BroadcastAsync(2);
        await AtRestAsync();
        Assert.True(taker.IsEmpty);
    }

    [Fact]
    public async Task What_does_not_fit_into_a_batch_follows_without_anything_new_happening()
    {
        const int Updates = 100;
        await using var host = new CoreHost(static options =>
        {
            options.Feed.MaxBatchBytes = 1024;
            options.Feed.HeartbeatInterval = TimeSpan.FromMinutes(5);
            options.Feed.RecheckInterval = TimeSpan.FromMinutes(2);
        });
        using var isAppended = new ManualResetEventSlim();
        var taker = new Taker { Takes = () => isAppended.Wait(Deadline) };
        await using var cursor = await host.Feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { ServeInline = true, Sink = taker });
        var read = cursor.ReadAsync().AsTask();
        for (var i = 0; i < Updates; i++) await host.Transport.AppendAsync(CoreHost.Group, Entries.State(i + 1), broadcastAt: 0, CancellationToken.None);
        isAppended.Set();

        var seen = new List<LogEntry>();
        while (seen.Count < Updates) seen.AddRange((await taker.NextAsync()).Entries);
        Assert.Equal(Updates, seen.Select(static entry => entry.State.Submission).Distinct().Count());
        Assert.False(read.IsCompleted);
    }

    [Fact]
    public async Task When_the_feed_stops_reads_that_wait_behind_a_taker_end()
    {
        var cursor = await SubscribeAsync(new Taker());
        var read = cursor.ReadAsync().AsTask();
        await _host.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => read.WaitAsync(Deadline));
    }

    /// <summary>So many that heartbeats go out in parts.</summary>
    [Fact]
    public async Task Of_many_cursors_none_gets_a_second_heartbeat_before_all_have_had_the_first()
    {
        const int Cursors = 700;
        var time = new FakeTimeProvider();
        await using var host = new CoreHost(static options => options.Feed.HeartbeatInterval = TimeSpan.FromSeconds(1), time);
        var heartbeats = Channel.CreateUnbounded<int>();
        for (var i = 0; i < Cursors; i++)
        {
            var number = i;
            var taker = new Taker { Takes = () => heartbeats.Writer.TryWrite(number) };
            var cursor = await host.Feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { ServeInline = true, Heartbeats = true, Sink = taker });
            _ = cursor.ReadAsync().AsTask();
        }

        var counts = new int[Cursors];
        for (var i = 0; i < 3 * Cursors; i++)
        {
            var next = heartbeats.Reader.ReadAsync().AsTask();
            await Eventually.TrueAsync(() => next.IsCompleted || !Passes(time), "there is a heartbeat");
            counts[await next]++;
            Assert.True(counts.Max() - counts.Min() <= 1);
        }
    }

    /// <summary>So many that several threads serve them, the last of them less than a thread takes at a time.</summary>
    [Fact]
    public async Task Of_many_cursors_each_gets_every_update_once_and_in_order_also_while_others_leave()
    {
        const int Cursors = 55;
        const int Leaving = 11;
        const int Updates = 440;
        Taker[] takers = [.. Enumerable.Range(0, Cursors).Select(static _ => new Taker())];
        var cursors = new List<FeedCursor>();
        foreach (var taker in takers) cursors.Add(await SubscribeAsync(taker));
        Task<FeedBatch>[] reads = [.. cursors.Select(static cursor => cursor.ReadAsync().AsTask())];
        for (var i = 0; i < Updates; i++)
        {
            await BroadcastAsync(i + 1);
            if (i % (Updates / Leaving) == 0) await cursors[i / (Updates / Leaving) * (Cursors / Leaving)].DisposeAsync();
        }

        await AtRestAsync();
        for (var i = 0; i < Cursors; i++)
        {
            var seen = new List<long>();
            while (!takers[i].IsEmpty) seen.AddRange((await takers[i].NextAsync()).Entries.Select(static entry => entry.State.Operation.Counter));

            var leaves = i % (Cursors / Leaving) == 0;
            Assert.Equal(Enumerable.Range(1, leaves ? seen.Count : Updates).Select(static counter => (long)counter), seen);
            Assert.Equal(leaves, reads[i].IsCompleted);
        }
    }

    private async Task<FeedCursor> SubscribeAsync(Taker taker) =>
        await _host.Feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { ServeInline = true, Sink = taker });

    private static bool Passes(FakeTimeProvider time)
    {
        time.Advance(TimeSpan.FromMilliseconds(10));
        return true;
    }

    private Task BroadcastAsync(int submission) =>
        _host.Transport.AppendAsync(CoreHost.Group, Entries.State(submission, counter: ++_counter), broadcastAt: 0, CancellationToken.None).AsTask();

    private Task AtRestAsync() => Eventually.TrueAsync(() => _host.Feed.IsAtRest, "all that was appended is in the mirror");

    private sealed class Taker : IBatchSink
    {
        private readonly Channel<FeedBatch> _taken = Channel.CreateUnbounded<FeedBatch>();
        private int _taking;

        public Func<bool> Takes { get; init; } = static () => true;

        public bool IsEmpty => !_taken.Reader.TryPeek(out _);

        public Task<FeedBatch> NextAsync() => _taken.Reader.ReadAsync().AsTask().WaitAsync(Deadline);

        public bool Take(FeedBatch batch)
        {
            Assert.Equal(1, Interlocked.Increment(ref _taking));
            _taken.Writer.TryWrite(batch);
            var takes = Takes();
            Interlocked.Decrement(ref _taking);
            return takes;
        }
    }
}
