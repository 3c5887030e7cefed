using LiveSubmissions.TestKit;
using LiveSubmissions.TestKit.Wire;
using LiveSubmissions.Tool.Tests.Hosting;

namespace LiveSubmissions.Tool.Tests.Commands;

public sealed class TraceTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private readonly string _redis = redis.NextUrl();

    [Fact]
    public async Task Every_hop_is_shown_from_the_broadcaster_to_the_clients()
    {
        await using var worker = await Host.StartAsync(_redis);
        await using var web = await Host.StartAsync(_redis);
        await using var socket = await WireClient.ConnectAsync(new Uri($"{web.Url}/ws/problems/1/submissions/"), WireClient.V1);
        await socket.ReceiveAsync();
        await worker.Broadcaster.BroadcastAsync(1, 42, SubmissionStatus.Evaluating);
        await socket.ReceiveAsync();
        await worker.Broadcaster.BroadcastAsync(1, 42, SubmissionStatus.Accepted);
        await socket.ReceiveAsync();

        var result = await Cli.RunAsync("trace", "42", "--problem", "1", "--redis", _redis);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        foreach (var text in (string[])["1. evaluating", "2. accepted", "reported", "stored, published", "received", "1 waiting clients", "The log has it as accepted"])
        {
            Assert.Contains(text, result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_nobody_remembers_is_told()
    {
        await using var host = await Host.StartAsync(_redis);

        var result = await Cli.RunAsync("trace", "4711", "--redis", _redis);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("none remembers an update of submission 4711", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_redis_the_cause_and_the_fix_are_told()
    {
        var result = await Cli.RunAsync("trace", "42", "--redis", $"redis://127.0.0.1:{FreePort.Next()}/0");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("refuses connections", result.Output, StringComparison.Ordinal);
    }
}
