using BenchmarkDotNet.Attributes;
using LiveSubmissions.Log;

namespace LiveSubmissions.Benchmarks;

/// <summary>One read of a log of 10,000 submissions after a position, so many entries before its end.</summary>
[MemoryDiagnoser]
public class ReadBenchmarks
{
    private const int Retained = 10_000;

    private Core _core = null!;
    private FeedPosition _after;

    [Params(1, 100, 10_000)]
    public int Entries { get; set; }

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _core = new Core();
        await _core.FillAsync(Retained);
        var all = await _core.Transport.ReadAsync(Core.Group, FeedPosition.Beginning, Retained, CancellationToken.None);
        _after = Entries == Retained ? FeedPosition.Beginning : new FeedPosition(all.Epoch, all.Entries[^(Entries + 1)].Sequence);
    }

    [GlobalCleanup]
    public ValueTask TearDownAsync() => _core.DisposeAsync();

    [Benchmark]
    public ValueTask<LogPage> ReadAfter() => _core.Transport.ReadAsync(Core.Group, _after, Retained, CancellationToken.None);
}
