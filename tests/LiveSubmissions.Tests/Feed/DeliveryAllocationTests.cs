using LiveSubmissions.Log;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Tests.Feed;

/// <summary>
/// A delivery is one entry read by one cursor whose batch others share. One thread serves all cursors here, and the last of them appends the next
/// entry, so that the bytes which that thread allocates from one update to the next are those of one append, one batch and all its deliveries.
/// </summary>
public sealed class DeliveryAllocationTests
{
    private const int Updates = 200;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_delivery_allocates_nothing_a_thousand_cursors_cost_the_same_bytes_as_ten()
    {
        var toTen = await BytesOfTwoUpdatesAsync(10);
        var toThousand = await BytesOfTwoUpdatesAsync(1000);
        Assert.Equal(toTen, toThousand);
    }

    /// <summary>What two updates allocate: two, because the cursors are served from the last to the first and back in turns.</summary>
    private static async Task<long> BytesOfTwoUpdatesAsync(int cursors)
    {
        // Without a logger: what a line costs is not a delivery's.
        await using var services = Services();
        var transport = services.GetRequiredService<ISubmissionTransport>();
        var feed = services.GetRequiredService<ISubmissionFeed>();
        var readers = new List<Task>();
        for (var i = 1; i < cursors; i++) readers.Add(ReadAsync(await SubscribeAsync(feed)));
        var pilot = PilotAsync(await SubscribeAsync(feed), transport);
        await AppendAsync(transport, counter: 1);
        var bytes = await pilot.WaitAsync(Deadline);

        await services.DisposeAsync();
        await Task.WhenAll(readers).WaitAsync(Deadline);

        // The least of many: what the runtime does when it compiles a method anew is not a delivery's either.
        return Enumerable.Range(0, Updates - 2).Min(i => bytes[i + 2] - bytes[i]);
    }

    private static async Task<long[]> PilotAsync(FeedCursor cursor, ISubmissionTransport transport)
    {
        var bytes = new long[Updates];
        var thread = 0;
        for (var i = 0; i < Updates; i++)
        {
            await cursor.ReadAsync().ConfigureAwait(false);
            if (i == 0) thread = Environment.CurrentManagedThreadId;
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            bytes[i] = GC.GetAllocatedBytesForCurrentThread();
            _ = AppendAsync(transport, counter: i + 2);
        }

        return bytes;
    }

    private static async Task ReadAsync(FeedCursor cursor)
    {
        try
        {
            while (true) await cursor.ReadAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The feed has stopped.
        }
    }

    private static ValueTask<FeedCursor> SubscribeAsync(ISubmissionFeed feed) =>
        feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { ServeInline = true });

    private static Task<AppendResult> AppendAsync(ISubmissionTransport transport, long counter) =>
        transport.AppendAsync(CoreHost.Group, Entries.State(42, counter: counter), givenAt: 0, CancellationToken.None).AsTask();

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddLiveSubmissions();
        return services.BuildServiceProvider();
    }
}
