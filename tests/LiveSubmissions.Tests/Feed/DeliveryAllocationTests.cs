using LiveSubmissions.Feed;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Tests.Feed;

/// <summary>
/// A delivery is one entry that one cursor gets in a batch which others share. Whoever gets an update last appends the next one, so that what the
/// process allocates from one update to the next is one append, one batch and all its deliveries, however many threads serve them.
/// </summary>
[Collection(AllocationCollection.Name)]
public sealed class DeliveryAllocationTests
{
    private const int Updates = 300;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_delivery_allocates_nothing_a_thousand_cursors_cost_the_same_bytes_as_ten(bool taken)
    {
        var toTen = await BytesOfAnUpdateAsync(10, taken);
        var toThousand = await BytesOfAnUpdateAsync(1000, taken);
        Assert.Equal(toTen, toThousand);
    }

    private static async Task<long> BytesOfAnUpdateAsync(int cursors, bool taken)
    {
        // Without a logger: what a line costs is not a delivery's.
        await using var services = Services();
        var relay = new Relay(services.GetRequiredService<ISubmissionTransport>(), cursors);
        var feed = services.GetRequiredService<ISubmissionFeed>();
        var readers = new List<Task>();
        for (var i = 0; i < cursors; i++)
        {
            var options = new FeedCursorOptions { ServeInline = true, Sink = taken ? relay : null };
            readers.Add(ReadAsync(await feed.SubscribeAsync(CoreHost.Group, options), relay));
        }

        relay.Append();
        var bytes = await relay.Bytes.WaitAsync(Deadline);

        await services.DisposeAsync();
        await Task.WhenAll(readers).WaitAsync(Deadline);

        // The least of many: what the runtime does when it compiles a method anew, or a queue of the pool grows, is not a delivery's either.
        return Enumerable.Range(0, Updates - 1).Min(i => bytes[i + 1] - bytes[i]);
    }

    private static async Task ReadAsync(FeedCursor cursor, Relay relay)
    {
        try
        {
            while (true)
            {
                await cursor.ReadAsync().ConfigureAwait(false);
                relay.Delivered();
            }
        }
        catch (ObjectDisposedException)
        {
            // The feed has stopped.
        }
    }

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddLiveSubmissions();
        return services.BuildServiceProvider();
    }

    private sealed class Relay(ISubmissionTransport transport, int cursors) : IBatchSink
    {
        private readonly long[] _bytes = new long[Updates];
        private readonly TaskCompletionSource<long[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _deliveries;
        private int _updates;

        /// <summary>What the process had allocated when each update had come to all.</summary>
        public Task<long[]> Bytes => _done.Task;

        public void Append() => _ = transport.AppendAsync(CoreHost.Group, Entries.State(42, counter: _updates + 1), broadcastAt: 0, origin: null, CancellationToken.None).AsTask();

        public bool Take(FeedBatch batch)
        {
            Delivered();
            return true;
        }

        public void Delivered()
        {
            if (Interlocked.Increment(ref _deliveries) % cursors != 0) return;
            _bytes[_updates++] = GC.GetTotalAllocatedBytes(precise: true);
            if (_updates < Updates) Append();
            else _done.TrySetResult(_bytes);
        }
    }
}
