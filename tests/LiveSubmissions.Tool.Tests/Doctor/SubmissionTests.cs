using LiveSubmissions.Tool.Tests.Hosting;
using Microsoft.AspNetCore.Builder;

namespace LiveSubmissions.Tool.Tests.Doctor;

public sealed class SubmissionTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private readonly string _redis = redis.NextUrl();

    [Fact]
    public async Task What_the_log_has_is_told()
    {
        await using var host = await Host.StartAsync(_redis);
        await host.Broadcaster.BroadcastAsync(1, 42, SubmissionStatus.Accepted, revision: 7);

        var result = await AskAsync("42");

        Cli.AssertRight(result);
        Assert.Contains("submission 42 as accepted (revision 7)", result.Step("submission")["finding"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_was_ever_broadcast()
    {
        Cli.AssertBroken("submission", "'Skip websocket broadcast: problem id is missing'", await AskAsync("41"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_was_broadcast_for_another_problem_whether_or_not_somebody_remembers(bool lives)
    {
        var host = await Host.StartAsync(_redis);
        await host.Broadcaster.BroadcastAsync(2, 43, SubmissionStatus.Accepted);
        if (!lives) await host.DisposeAsync();

        var result = await AskAsync("43");

        Cli.AssertBroken("submission", "correct the problem id", result);
        Assert.Contains("problem_submissions_2", result.Step("submission")["finding"]!.GetValue<string>(), StringComparison.Ordinal);
        if (lives) await host.DisposeAsync();
    }

    [Fact]
    public async Task It_is_not_among_the_rows_that_the_page_loads()
    {
        await using var host = await Host.StartAsync(
            _redis, map: static app => app.MapGet("/rows", static () => """{"submissions":[{"id":142,"status":"queued"},{"id":7}]}"""));
        await host.Broadcaster.BroadcastAsync(1, 42, SubmissionStatus.Accepted);
        await host.Broadcaster.BroadcastAsync(1, 7, SubmissionStatus.Accepted);

        Cli.AssertBroken("submission", "page number", await AskAsync("42", "--rows", $"{host.Url}/rows"));
        Cli.AssertRight(await AskAsync("7", "--rows", $"{host.Url}/rows"));
    }

    private Task<TestKit.Tool.ToolResult> AskAsync(string submission, params string[] more) =>
        Cli.DoctorAsync(["--redis", _redis, "--problem", "1", "--submission", submission, .. more]);
}
