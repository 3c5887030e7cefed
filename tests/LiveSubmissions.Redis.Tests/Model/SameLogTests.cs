using System.Diagnostics;
using CsCheck;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Redis.Tests.Model;

/// <summary>
/// Random histories: whatever is done to a log, the log in Redis answers as the one in memory does. A failing history is shrunk, printed, and
/// repeated by the seed that the failure names.
/// </summary>
[Trait("Category", "Slow")]
public sealed class SameLogTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const int Histories = 500;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(15);

    private readonly Dictionary<int, ISubmissionTransport[]> _nodes = [];
    private int _group;

    [Fact]
    public async Task The_log_in_Redis_answers_as_the_log_in_memory_does()
    {
        var started = Stopwatch.GetTimestamp();
        var run = 0;
        try
        {
            await LogStep.Histories.SampleAsync(
                async history =>
                {
                    // A slow machine tries fewer, but never none.
                    if (Stopwatch.GetElapsedTime(started) > Budget) return;
                    run++;
                    await CompareAsync(history.MaxSubmissions, history.Steps);
                },
                iter: Histories,
                threads: 1,
                print: history => $"keeps {history.MaxSubmissions}{Environment.NewLine}{string.Join(Environment.NewLine, history.Steps)}");
        }
        finally
        {
            foreach (var node in _nodes.Values.SelectMany(nodes => nodes).OfType<IAsyncDisposable>()) await node.DisposeAsync();
        }

        Assert.True(run > 20, $"only {run} histories were tried");
    }

    private async Task CompareAsync(int maxSubmissions, List<LogStep> steps)
    {
        var options = new LiveSubmissionsOptions();
        options.Retention.MaxSubmissions = maxSubmissions;
        var group = new SubmissionGroup($"problem_submissions_{++_group}");
        if (!_nodes.TryGetValue(maxSubmissions, out var nodes))
        {
            nodes = [Node.At(redis.Server.Url, options), Node.At(redis.Server.Url, options)];
            _nodes.Add(maxSubmissions, nodes);
        }

        await using var services = new ServiceCollection()
            .AddLiveSubmissions(given => given.Retention.MaxSubmissions = maxSubmissions).Services.BuildServiceProvider();
        var memory = services.GetRequiredService<ISubmissionTransport>();
        var expected = new ObservedLog([memory, memory], group);
        var actual = new ObservedLog(nodes, group);
        await expected.RunAsync(steps);
        await actual.RunAsync(steps);
        Assert.Equal(expected.Observations, actual.Observations);
    }
}
