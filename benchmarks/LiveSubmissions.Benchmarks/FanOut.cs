
namespace LiveSubmissions.Benchmarks;

/// <summary>So many cursors of one group, each read again and again as a face does it, over the in-memory log.</summary>
internal sealed class FanOut : IAsyncDisposable
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
            var cursor = await fanOut._core.Feed.SubscribeAsync(Core.Group, new FeedCursorOptions { ServeInline = true });
            fanOut._readers.Add(fanOut.ReadAsync(cursor));
        }

        return fanOut;
    }

    /// <summary>Appends an entry and waits until every cursor has read it.</summary>
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

    private async Task ReadAsync(FeedCursor cursor)
    {
        try
        {
            while (true)
            {
                await cursor.ReadAsync();
                _unread.Signal();
            }
        }
        catch (ObjectDisposedException)
        {
            // The feed has stopped.
        }
    }
}
