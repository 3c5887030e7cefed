using BenchmarkDotNet.Attributes;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;

namespace LiveSubmissions.Benchmarks;

/// <summary>A batch to the bytes that every connection shares.</summary>
[MemoryDiagnoser]
public class EncodeBenchmarks
{
    private FeedBatch _batch = null!;

    [Params(1, 100)]
    public int Entries { get; set; }

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        await using var core = new Core();
        await core.FillAsync(Entries);
        _batch = new FeedBatch(FeedBatchKind.Entries, new FeedPosition("e", 1), await core.EntriesAsync());
    }

    [Benchmark(Baseline = true)]
    public int Plain() => Dialect.Plain.Encoding.Encode(_batch).Count;

    [Benchmark]
    public int V1() => Dialect.V1.Encoding.Encode(_batch).Count;
}
