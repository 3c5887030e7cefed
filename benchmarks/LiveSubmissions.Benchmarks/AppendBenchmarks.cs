using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;

namespace LiveSubmissions.Benchmarks;

/// <summary>From the call of the broadcaster to the log's answer, nobody watching.</summary>
[MemoryDiagnoser]
public class AppendBenchmarks
{
    private readonly JsonObject _metrics = new() { ["accuracy"] = 0.95, ["macro_f1"] = 0.93 };
    private Core _core = null!;
    private long _submission;

    [Params(10, 10_000)]
    public int Retained { get; set; }

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _core = new Core();
        await _core.FillAsync(Retained);
    }

    [GlobalCleanup]
    public ValueTask TearDownAsync() => _core.DisposeAsync();

    [Benchmark]
    public ValueTask<BroadcastResult> Broadcast() =>
        _core.Broadcaster.BroadcastAsync(1, _submission++ % Retained, SubmissionStatus.Evaluating, _metrics);
}
