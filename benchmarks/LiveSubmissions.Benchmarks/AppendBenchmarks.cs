using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using LiveSubmissions.Log;

namespace LiveSubmissions.Benchmarks;

/// <summary>One append to a log in memory that holds so many submissions, nobody watching: by the broadcaster, and by the log alone.</summary>
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

    /// <summary>With the making of the entry's ids and of nothing else: the message is made beforehand.</summary>
    [Benchmark(Baseline = true)]
    public ValueTask<AppendResult> LogAlone() => _core.AppendAsync(_submission++ % Retained, _submission);
}
