using System.Net;
using LiveSubmissions.TestKit.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.Tests.Hosting;

public sealed class MappingTests
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task Mapping_without_the_services_says_what_to_call()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        var exception = Assert.Throws<InvalidOperationException>(() => app.MapLiveSubmissions());

        Assert.Contains("AddLiveSubmissions().AddWebEndpoints()", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_options_stop_the_start_with_every_error()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => WebSide.StartAsync(web: static options =>
        {
            options.AllowedOrigins.Add("judge.example");
            options.CloseTimeout = TimeSpan.Zero;
        }));

        Assert.Equal(2, exception.Failures.Count());
    }

    [Theory]
    [InlineData("/ws/problems/1/submissions/")]
    [InlineData("/ws/problems/1/submissions")]
    public async Task A_plain_get_is_told_that_this_is_a_websocket(string path)
    {
        await using var web = await WebSide.StartAsync();

        using var answer = await Http.GetAsync(new Uri(web.Address, path));

        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
        Assert.Equal("websocket", answer.Headers.Upgrade.Single().Name);
        Assert.Contains("proxy", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_browser_client_is_mapped_with_the_socket()
    {
        await using var web = await WebSide.StartAsync();

        using var answer = await Http.GetAsync(new Uri(web.Address, "/live-submissions.js"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_host_that_uses_websockets_itself_is_no_hindrance()
    {
        await using var web = await WebSide.StartAsync(map: static app =>
        {
            app.UseWebSockets();
            app.MapLiveSubmissions();
        });

        await using var client = await web.ConnectAsync(WireClient.V1);

        Assert.Contains("hello", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_of_routes_prefixes_both_paths()
    {
        await using var web = await WebSide.StartAsync(map: static app => app.MapGroup("/judge").MapLiveSubmissions());

        await using var client = await WireClient.ConnectAsync(new Uri(web.Address, "/judge/ws/problems/1/submissions/"), WireClient.V1);
        using var script = await Http.GetAsync(new Uri(web.Address, "/judge/live-submissions.js"));

        Assert.Contains("hello", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, script.StatusCode);
    }

    [Fact]
    public async Task Conventions_hold_for_the_socket_and_leave_the_browser_client_public()
    {
        await using var web = await WebSide.StartAsync(
            build: static builder =>
            {
                builder.Services.AddAuthentication("key").AddScheme<KeyOptions, KeyHandler>("key", null);
                builder.Services.AddAuthorization();
                builder.Services.AddCors(static cors => cors.AddPolicy("pages", static policy => policy.WithOrigins("https://judge.example")));
            },
            map: static app =>
            {
                app.UseCors();
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapLiveSubmissions().RequireAuthorization().RequireCors("pages");
            });

        await using var client = await WireClient.ConnectAsync(
            web.Socket(), WireClient.V1, configure: static options => options.SetRequestHeader("X-Key", "open"));
        using var refused = await Http.GetAsync(web.Socket());
        using var script = await Http.GetAsync(new Uri(web.Address, "/live-submissions.js"));

        Assert.Contains("hello", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, script.StatusCode);
    }

    [Fact]
    public async Task Over_http2_the_socket_works_too()
    {
        await using var web = await WebSide.StartAsync(build: static builder =>
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.ConfigureEndpointDefaults(static listen =>
                listen.Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http2)));

        await using var client = await WireClient.ConnectAsync(web.Socket(), WireClient.V1, configure: static options =>
        {
            options.HttpVersion = HttpVersion.Version20;
            options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        });

        Assert.Contains("hello", await client.ReceiveAsync(), StringComparison.Ordinal);
    }
}
