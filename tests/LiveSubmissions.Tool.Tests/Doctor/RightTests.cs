using LiveSubmissions.TestKit.Tool;
using LiveSubmissions.Tool.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Tool.Tests.Doctor;

public sealed class RightTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly string[] Ids =
    [
        "configuration", "transport", "eviction", "clocks", "round-trip", "endpoint", "upgrade", "origin", "problem", "same-redis", "socket", "sse", "nodes", "versions",
        "workers", "unfinished", "records", "outbox", "mirrors", "clients", "submission",
    ];

    [Fact]
    public async Task With_everything_right_the_process_says_so()
    {
        var url = redis.NextUrl();
        await using var host = await Host.StartAsync(url, add: live => live.AddWorker(), origins: "http://localhost:8101");

        var result = await ToolProcess.RunAsync(
            ["doctor", "--json", "--url", host.Url, "--origin", "http://localhost:8101", "--problem", "1", "--broadcast"],
            new Dictionary<string, string> { ["CHANNEL_LAYER_REDIS_URL"] = url });

        Cli.AssertRight(result);
        Assert.Equal(Ids, result.Report["steps"]!.AsArray().Select(step => step!["id"]!.GetValue<string>()));
        foreach (var id in Ids[..13]) Assert.True(result.Step(id)["outcome"]!.GetValue<string>() == "passed", $"{id}: {result.Output}");
    }

    [Fact]
    public async Task Without_a_terminal_the_checklist_is_plain_text()
    {
        var url = redis.NextUrl();
        await using var host = await Host.StartAsync(url);

        var result = await ToolProcess.RunAsync(["doctor", "--redis", url, "--url", host.Url]);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.DoesNotContain('\u001b', result.Output);
        Assert.Contains("✔ transport", result.Output, StringComparison.Ordinal);
        Assert.Contains("- origin", result.Output, StringComparison.Ordinal);
        Assert.Contains("Everything that was checked works", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_url_its_steps_are_not_run()
    {
        var result = await Cli.DoctorAsync("--redis", redis.NextUrl());

        Cli.AssertRight(result);
        Assert.Equal("not_run", result.Step("endpoint")["outcome"]!.GetValue<string>());
        Assert.Equal("passed", result.Step("round-trip")["outcome"]!.GetValue<string>());
    }

    [Fact]
    public async Task Without_redis_its_steps_are_not_run()
    {
        await using var host = await Host.StartAsync(redis.NextUrl());

        var result = await ToolProcess.RunAsync(["doctor", "--json", "--url", host.Url]);

        Cli.AssertRight(result);
        Assert.Equal("not_run", result.Step("transport")["outcome"]!.GetValue<string>());
        Assert.Equal("passed", result.Step("sse")["outcome"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_sockets_address_as_the_browser_shows_it_names_the_problem()
    {
        var url = redis.NextUrl();
        await using var host = await Host.StartAsync(url);

        var result = await Cli.DoctorAsync("--redis", url, "--url", host.Url.Replace("http:", "ws:", StringComparison.Ordinal) + "/ws/problems/7/submissions/");

        Cli.AssertRight(result);
        Assert.Contains("problem 7", result.Step("problem")["finding"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
