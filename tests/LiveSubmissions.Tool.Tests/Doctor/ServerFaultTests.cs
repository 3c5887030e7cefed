using LiveSubmissions.AspNetCore;
using LiveSubmissions.TestKit;
using LiveSubmissions.TestKit.Tool;
using LiveSubmissions.Tool.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Tool.Tests.Doctor;

public sealed class ServerFaultTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private readonly string _redis = redis.NextUrl();

    [Fact]
    public async Task Nothing_at_the_port_is_the_endpoint() =>
        Cli.AssertBroken("endpoint", "Start the web app", await Cli.DoctorAsync("--redis", _redis, "--url", $"http://127.0.0.1:{FreePort.Next()}"));

    [Fact]
    public async Task An_unknown_host_is_the_endpoint() =>
        Cli.AssertBroken("endpoint", "Correct its name", await Cli.DoctorAsync("--redis", _redis, "--url", "http://no-such-host.invalid:8100"));

    [Fact]
    public async Task What_is_no_web_server_is_the_endpoint()
    {
        var port = new Uri(_redis).Port;

        Cli.AssertBroken("endpoint", "Correct the port", await Cli.DoctorAsync("--redis", _redis, "--url", $"http://127.0.0.1:{port}"));
    }

    [Fact]
    public async Task An_endpoint_that_is_not_mapped_is_named()
    {
        await using var host = await Host.StartAsync(_redis, mapped: false);

        Cli.AssertBroken("endpoint", "app.MapLiveSubmissions()", await Cli.DoctorAsync("--redis", _redis, "--url", host.Url));
    }

    [Theory]
    [InlineData(200, "pages and sockets may have different ports")]
    [InlineData(302, "UseHttpsRedirection")]
    [InlineData(401, "RequireAuthorization")]
    [InlineData(502, "upstream")]
    [InlineData(500, "Read its log")]
    public async Task Whatever_else_answers_is_the_endpoint(int status, string fix)
    {
        await using var other = await Host.StartOtherAsync(app => app.Run(http =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        }));

        Cli.AssertBroken("endpoint", fix, await Cli.DoctorAsync("--redis", _redis, "--url", other.Url));
    }

    [Fact]
    public async Task A_proxy_that_drops_the_upgrade_is_named()
    {
        await using var host = await Host.StartAsync(_redis, map: static app => app.Use((http, next) =>
        {
            http.Features.Set<Microsoft.AspNetCore.Http.Features.IHttpUpgradeFeature>(null);
            http.Request.Headers.Remove("Upgrade");
            return next(http);
        }));

        Cli.AssertBroken("upgrade", "proxy_set_header Upgrade", await Cli.DoctorAsync("--redis", _redis, "--url", host.Url));
    }

    [Fact]
    public async Task An_origin_that_is_not_listed_is_named_with_the_servers_setting()
    {
        await using var host = await Host.StartAsync(_redis, origins: "http://localhost:8101");

        var result = await Cli.DoctorAsync("--redis", _redis, "--url", host.Url, "--origin", "http://localhost:8102");

        Cli.AssertBroken("origin", "Add http://localhost:8102 to Judge:AllowedOrigins", result);
    }

    [Fact]
    public async Task A_proxy_that_drops_the_port_of_the_Host_header_is_named()
    {
        await using var host = await Host.StartAsync(_redis, map: static app => app.Use((http, next) =>
        {
            http.Request.Host = new Microsoft.AspNetCore.Http.HostString(http.Request.Host.Host);
            return next(http);
        }));

        Cli.AssertBroken("origin", "proxy_set_header Host $http_host", await Cli.DoctorAsync("--redis", _redis, "--url", host.Url, "--origin", host.Url));
    }

    [Theory]
    [InlineData(SubmissionAccess.UnknownProblem, "Correct the id")]
    [InlineData(SubmissionAccess.Forbidden, "Sign in as a user who may follow it")]
    [InlineData(SubmissionAccess.SignInRequired, "sign in again")]
    public async Task A_problem_that_may_not_be_followed_is_named(SubmissionAccess access, string fix)
    {
        await using var host = await Host.StartAsync(_redis, add: live => live.AddAccess((_, _, _) => new(access)));

        Cli.AssertBroken("problem", fix, await Cli.DoctorAsync("--redis", _redis, "--url", host.Url, "--problem", "77"));
    }

    [Fact]
    public async Task A_problem_that_nobody_named_need_not_exist()
    {
        await using var host = await Host.StartAsync(_redis, add: static live => live.AddAccess(static (_, _, _) => new(SubmissionAccess.UnknownProblem)));

        var result = await Cli.DoctorAsync("--redis", _redis, "--url", host.Url);

        Cli.AssertRight(result);
        Assert.Equal("not_run", result.Step("problem")["outcome"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_header_lets_the_doctor_sign_in()
    {
        await using var host = await Host.StartAsync(_redis, add: static live => live.AddAccess(static (http, _, _) =>
            new(http.Request.Headers.Cookie == "session=7" ? SubmissionAccess.Allowed : SubmissionAccess.SignInRequired)));

        Cli.AssertRight(await Cli.DoctorAsync("--redis", _redis, "--url", host.Url, "--problem", "1", "--header", "Cookie: session=7"));
    }

    [Fact]
    public async Task A_server_on_another_database_is_named()
    {
        await using var host = await Host.StartAsync(redis.NextUrl());

        Cli.AssertBroken("same-redis", "(server and database number)", await Cli.DoctorAsync("--redis", _redis, "--url", host.Url));
    }

    [Fact]
    public async Task A_server_whose_setting_is_blank_is_named()
    {
        await using var host = await Host.StartAsync("");

        Cli.AssertBroken("same-redis", "CHANNEL_LAYER_REDIS_URL", await Cli.DoctorAsync("--redis", _redis, "--url", host.Url));
        Cli.AssertBroken("socket", "Set CHANNEL_LAYER_REDIS_URL", await ToolProcess.RunAsync(["doctor", "--json", "--url", host.Url]));
    }

    [Fact]
    public async Task A_proxy_that_buffers_event_streams_is_named()
    {
        await using var host = await Host.StartAsync(_redis, map: static app => app.Use(static async (http, next) =>
        {
            // The proxy keeps everything until the stream ends, which it does not.
            if (http.Request.Path.StartsWithSegments("/sse")) await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
            else await next(http);
        }));

        Cli.AssertBroken("sse", "proxy_buffering off", await Cli.DoctorAsync("--redis", _redis, "--url", host.Url));
    }

    [Fact]
    public async Task A_proxy_that_does_not_pass_event_streams_on_is_named()
    {
        await using var host = await Host.StartAsync(_redis, map: static app => app.Use(static (http, next) =>
        {
            if (!http.Request.Path.StartsWithSegments("/sse")) return next(http);
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        }));

        Cli.AssertBroken("sse", "pass /sse/ on", await Cli.DoctorAsync("--redis", _redis, "--url", host.Url));
    }
}
