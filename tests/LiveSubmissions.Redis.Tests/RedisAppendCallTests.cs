using System.Globalization;
using LiveSubmissions.Contracts;
using LiveSubmissions.Log;
using LiveSubmissions.TestKit.Redis;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Redis.Tests;

/// <summary>What an append asks of the server.</summary>
public sealed class RedisAppendCallTests : IAsyncLifetime
{
    private readonly SubmissionGroup _group = new("problem_submissions_1");
    private RedisServer _server = null!;

    public async Task InitializeAsync() => _server = await RedisServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task An_append_is_one_script_call()
    {
        await using var node = Node.At(_server.Url);
        await AppendAsync(node, 1);
        var before = await ScriptCallsAsync();
        for (var i = 2; i <= 11; i++) await AppendAsync(node, i);

        Assert.Equal(10, await ScriptCallsAsync() - before);
    }

    [Fact]
    public async Task A_server_that_has_forgotten_the_script_learns_it_within_the_same_try()
    {
        await using var node = Node.At(_server.Url, configure: options => options.RetryCount = 0);
        await AppendAsync(node, 1);
        await _server.AskAsync("script", "flush");
        await AppendAsync(node, 2);
        var before = await ScriptCallsAsync();
        await AppendAsync(node, 3);

        Assert.Equal(1, await ScriptCallsAsync() - before);
    }

    private async Task AppendAsync(ISubmissionTransport node, long submission)
    {
        var result = await node.AppendAsync(_group, SampleEntry.Create(submission, counter: submission), TimeProvider.System.GetTimestamp(), default);
        Assert.Equal(RefusalReason.None, result.Refusal);
    }

    private async Task<long> ScriptCallsAsync()
    {
        const string Calls = "calls=";
        var lines = (await _server.AskAsync("info", "commandstats")).Split('\n');
        return lines.Where(line => line.StartsWith("cmdstat_eval", StringComparison.Ordinal))
            .Sum(line => long.Parse(line[(line.IndexOf(Calls, StringComparison.Ordinal) + Calls.Length)..].Split(',')[0], CultureInfo.InvariantCulture));
    }
}
