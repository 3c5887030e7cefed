using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.Benchmarks.Appends;

/// <summary>The broadcaster as an application has it, over Redis.</summary>
internal sealed class BroadcastAppends : IAppender
{
    private readonly JsonObject _metrics = AppendWork.Metrics();
    private readonly ServiceProvider _services;
    private readonly ISubmissionBroadcaster _broadcaster;

    public BroadcastAppends(string name, string url, LogLevel level)
    {
        Name = name;
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(level).AddProvider(new DiscardingLoggerProvider()));
        services.AddLiveSubmissions().AddRedis(url);
        _services = services.BuildServiceProvider();
        _broadcaster = _services.GetRequiredService<ISubmissionBroadcaster>();
    }

    public string Name { get; }

    public async Task AppendAsync(int submission)
    {
        var result = await _broadcaster.BroadcastAsync(AppendWork.ProblemOf(submission), submission, SubmissionStatus.Evaluating, _metrics);
        if (result.Outcome != BroadcastOutcome.Accepted) throw new InvalidOperationException($"A broadcast was {result.Outcome}: {result.Reason}");
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
