using BenchmarkDotNet.Attributes;
using LiveSubmissions.Feed;

namespace LiveSubmissions.Benchmarks;

/// <summary>A cursor that connects and reads what it missed, in a log of 10,000 submissions that the node mirrors.</summary>
[MemoryDiagnoser]
public class CatchUpBenchmarks
{
    private const int Retained = 10_000;

    private Core _core = null!;
    private FeedPosition _since;

    [Params(1, 100, 10_000)]
    public int Missed { get; set; }

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _core = new Core();
        await _core.FillAsync(Retained - Missed);
        _since = Missed == Retained ? FeedPosition.Beginning : await _core.Feed.GetPositionAsync(Core.Group);
        for (var i = Retained - Missed; i < Retained; i++) await _core.Broadcaster.BroadcastAsync(1, i, SubmissionStatus.Queued);
    }

    [GlobalCleanup]
    public ValueTask TearDownAsync() => _core.DisposeAsync();

    [Benchmark]
    public async Task<int> ConnectAndRead()
    {
        await using var cursor = await _core.Feed.SubscribeAsync(Core.Group, new FeedCursorOptions { Since = _since });
        var read = 0;
        while (read < Missed) read += (await cursor.ReadAsync()).Entries.Count;
        return read;
    }
}
