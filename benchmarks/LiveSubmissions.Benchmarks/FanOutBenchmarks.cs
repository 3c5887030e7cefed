using BenchmarkDotNet.Attributes;

namespace LiveSubmissions.Benchmarks;

/// <summary>One update to many cursors, from the broadcast until the last has read it. The time and memory of one update: divide by the cursors.</summary>
[MemoryDiagnoser]
public class FanOutBenchmarks
{
    private Core _core = null!;
    private Task[] _readers = [];
    private CountdownEvent _unread = null!;

    [Params(1, 10, 1_000, 10_000)]
    public int Cursors { get; set; }

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _core = new Core();
        _unread = new CountdownEvent(Cursors);
        _readers = new Task[Cursors];
        for (var i = 0; i < Cursors; i++)
        {
            var cursor = await _core.Feed.SubscribeAsync(Core.Group, new FeedCursorOptions { ServeInline = true });
            _readers[i] = ReadAsync(cursor);
        }
    }

    [GlobalCleanup]
    public async Task TearDownAsync()
    {
        await _core.DisposeAsync();
        await Task.WhenAll(_readers);
    }

    [Benchmark]
    public async Task UpdateReachesEverybody()
    {
        _unread.Reset(Cursors);
        await _core.Broadcaster.BroadcastAsync(1, 42, SubmissionStatus.Evaluating);
        _unread.Wait();
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
