using LiveSubmissions.Feed;

namespace LiveSubmissions.Benchmarks;

/// <summary>So many cursors of one group, whose batches are taken as an endpoint does it, over the in-memory log.</summary>
internal sealed class FanOut : IBatchSink, IAsyncDisposable
{
    private readonly Core _core = new();
    private readonly CountdownEvent _unread;
    private readonly List<Task> _readers = [];
    private long _counter;

    private FanOut(int cursors) => _unread = new CountdownEvent(cursors);

    public static async Task<FanOut> StartAsync(int cursors)
    {
        var fanOut = new FanOut(cursors);
        for (var i = 0; i < cursors; i++)
        {
            var cursor = await fanOut._core.Feed.SubscribeAsync(Core.Group, new FeedCursorOptions { ServeInline = true, Sink = fanOut });
            fanOut._readers.Add(WaitAsync(cursor));
        }

        return fanOut;
    }

    /// <summary>Appends an entry and waits until every cursor has it.</summary>
    public async Task UpdateAsync()
    {
        _unread.Reset();
        await _core.AppendAsync(submission: 42, ++_counter);
        _unread.Wait();
    }

    public async ValueTask DisposeAsync()
    {
        await _core.DisposeAsync();
        await Task.WhenAll(_readers);
        _unread.Dispose();
    }

    bool IBatchSink.Take(FeedBatch batch)
    {
        _unread.Signal();
        return true;
    }

    private static async Task WaitAsync(FeedCursor cursor)
    {
        try
        {
            await cursor.ReadAsync();
        }
        catch (ObjectDisposedException)
        {
            // The feed has stopped.
        }
    }
}
