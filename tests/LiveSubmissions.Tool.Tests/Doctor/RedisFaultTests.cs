using LiveSubmissions.TestKit;
using LiveSubmissions.TestKit.Redis;
using LiveSubmissions.TestKit.Tool;
using LiveSubmissions.Tool.Tests.Hosting;

namespace LiveSubmissions.Tool.Tests.Doctor;

public sealed class RedisFaultTests
{
    private const string Secret = "s3cret-w0rd";

    [Fact]
    public async Task Stopped_or_another_port_is_the_transport()
    {
        var result = await Cli.DoctorAsync("--redis", $"redis://:{Secret}@127.0.0.1:{FreePort.Next()}/2");

        Cli.AssertBroken("transport", "Start it, or correct host and port", result);
        Assert.DoesNotContain(Secret, result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_the_transport()
    {
        await using var redis = await RedisServer.StartAsync(password: "right");

        var result = await Cli.DoctorAsync("--redis", $"redis://:{Secret}@127.0.0.1:{redis.Port}/0");

        Cli.AssertBroken("transport", "Correct them in CHANNEL_LAYER_REDIS_URL", result);
        Assert.DoesNotContain(Secret, result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_password_is_the_transport()
    {
        await using var redis = await RedisServer.StartAsync(password: "right");

        Cli.AssertBroken("transport", "redis://:password@host", await Cli.DoctorAsync("--redis", $"redis://127.0.0.1:{redis.Port}/0"));
    }

    [Fact]
    public async Task An_unknown_host_is_the_transport() =>
        Cli.AssertBroken("transport", "Correct its name", await Cli.DoctorAsync("--redis", "redis://no-such-host.invalid:6379/0"));

    [Fact]
    public async Task A_server_that_drops_everything_silently_is_the_transport()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.FreezeAsync();
        try
        {
            var result = await Cli.DoctorAsync("--redis", redis.Url);

            Assert.True(result.FirstFailure == "transport", result.Output);
            Assert.InRange(result.Took, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }
        finally
        {
            await redis.ThawAsync();
        }
    }

    [Fact]
    public async Task A_blank_setting_is_the_configuration()
    {
        var result = await ToolProcess.RunAsync(["doctor", "--json"], new Dictionary<string, string> { ["CHANNEL_LAYER_REDIS_URL"] = " " });

        Cli.AssertBroken("configuration", "Set CHANNEL_LAYER_REDIS_URL", result);
        Assert.Equal("not_run", result.Step("transport")["outcome"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_url_that_cannot_be_read_is_the_configuration()
    {
        var result = await Cli.DoctorAsync("--redis", $"redis://user:{Secret}@host:6379/two");

        Cli.AssertBroken("configuration", "percent-encoded", result);
        Assert.DoesNotContain(Secret, result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_url_is_looked_at_all_the_same()
    {
        await using var web = await Host.StartOtherAsync(static _ => { });

        var result = await Cli.DoctorAsync("--redis", $"redis://127.0.0.1:{FreePort.Next()}/2", "--url", web.Url);

        Assert.Equal("transport", result.FirstFailure);
        Assert.Equal("failed", result.Step("endpoint")["outcome"]!.GetValue<string>());
        Assert.Contains("'endpoint'", result.Step("upgrade")["finding"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("'transport'", result.Step("round-trip")["finding"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eviction_is_named()
    {
        await using var redis = await RedisServer.StartAsync(null, "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");

        Cli.AssertBroken("eviction", "noeviction", await Cli.DoctorAsync("--redis", redis.Url));
    }
}
