using BenchmarkDotNet.Attributes;

namespace LiveSubmissions.Benchmarks;

/// <summary>
/// One update to many cursors, until the last has read it. The figures are those of one delivery: one entry read by one cursor. What an update costs once,
/// however many read it (the entry, and the batch that they share), is so divided by the cursors: to one cursor it shows in full, and what is left to
/// many is the delivery itself.
/// </summary>
[MemoryDiagnoser]
public class FanOutBenchmarks
{
    private FanOut _fanOut = null!;

    [GlobalSetup(Target = nameof(To1))]
    public Task SetUp1Async() => SetUpAsync(1);

    [GlobalSetup(Target = nameof(To10))]
    public Task SetUp10Async() => SetUpAsync(10);

    [GlobalSetup(Target = nameof(To1000))]
    public Task SetUp1000Async() => SetUpAsync(1_000);

    [GlobalSetup(Target = nameof(To10000))]
    public Task SetUp10000Async() => SetUpAsync(10_000);

    [GlobalCleanup]
    public ValueTask TearDownAsync() => _fanOut.DisposeAsync();

    [Benchmark(OperationsPerInvoke = 1)]
    public Task To1() => _fanOut.UpdateAsync();

    [Benchmark(OperationsPerInvoke = 10)]
    public Task To10() => _fanOut.UpdateAsync();

    [Benchmark(OperationsPerInvoke = 1_000)]
    public Task To1000() => _fanOut.UpdateAsync();

    [Benchmark(OperationsPerInvoke = 10_000)]
    public Task To10000() => _fanOut.UpdateAsync();

    private async Task SetUpAsync(int cursors) => _fanOut = await FanOut.StartAsync(cursors);
}
