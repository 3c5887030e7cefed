using LiveSubmissions.AspNetCore;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Tool;
using LiveSubmissions.TestKit.Wire;
using LiveSubmissions.Tool.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Tool.Tests.Watch;

public sealed class WatchProcessTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private readonly string _redis = redis.NextUrl();

    [Fact]
    public async Task One_line_per_update_also_after_a_cut_and_ctrl_c_ends_it_well()
    {
        await using var host = await Host.StartAsync(_redis);
        await using var proxy = TcpProxy.To(host.Port);
        await host.Broadcaster.BroadcastAsync(1, 41, SubmissionStatus.Accepted);
        await using var watch = ToolProcess.Start(["watch", $"ws://127.0.0.1:{proxy.Port}/ws/problems/1/submissions/"]);
        await SaysAsync(watch, "submission_id=41 status=accepted");
        await host.Broadcaster.BroadcastAsync(1, 42, SubmissionStatus.Evaluating, progress: 0.5);
        await SaysAsync(watch, "submission_id=42 status=evaluating progress=0.5");

        proxy.Cut();
        await host.Broadcaster.BroadcastAsync(1, 42, SubmissionStatus.Accepted);
        await SaysAsync(watch, "submission_id=42 status=accepted");
        await watch.InterruptAsync();
        var end = await watch.EndAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.Equal(3, end.Output.Split('\n').Length);
        Assert.Contains("[lost]", end.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', end.Output);
    }

    [Fact]
    public async Task A_single_submission_can_be_followed()
    {
        await using var host = await Host.StartAsync(_redis);
        await host.Broadcaster.BroadcastAsync(2, 41, SubmissionStatus.Accepted);
        await host.Broadcaster.BroadcastAsync(2, 42, SubmissionStatus.Accepted);
        await using var watch = ToolProcess.Start(["watch", host.Url, "--problem", "2", "--submission", "42"]);

        await SaysAsync(watch, "submission_id=42 status=accepted");

        Assert.Single(watch.Lines);
    }

    [Fact]
    public async Task Who_is_sent_away_ends_with_1_and_the_reason()
    {
        await using var host = await Host.StartAsync(_redis, add: static live => live.AddAccess(static (_, _, _) => new(SubmissionAccess.UnknownProblem)));

        var result = await Cli.RunAsync("watch", $"{host.Url}/ws/problems/1/submissions/");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("4404", result.Error, StringComparison.Ordinal);
    }

    private static Task SaysAsync(ToolProcess watch, string text) => Eventually.TrueAsync(
        () => Task.FromResult(watch.Lines.Any(line => line.Contains(text, StringComparison.Ordinal))),
        () => $"'{text}' is said; was: {string.Join('\n', watch.Lines)} {string.Join('\n', watch.ErrorLines)}");
}
