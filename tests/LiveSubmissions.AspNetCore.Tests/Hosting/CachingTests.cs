using System.Net;
using System.Net.Http.Headers;
using LiveSubmissions.AspNetCore.Tests.Polling;
using LiveSubmissions.AspNetCore.Tests.SignalR;
using LiveSubmissions.TestKit.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.Tests.Hosting;

/// <summary>A host that caches whatever does not opt out of it.</summary>
public sealed class CachingTests
{
    private static readonly HttpClient Http = new() { Timeout = WireClient.Deadline };

    [Fact]
    public async Task No_answer_of_any_endpoint_comes_from_a_cache()
    {
        await using var web = await StartAsync();
        foreach (var endpoint in web.Endpoints().Where(static endpoint => endpoint.Method == "GET"))
        {
            var isCached = endpoint.Path == "/cached";
            for (var time = 1; time <= 2; time++)
            {
                using var answer = await AskAsync(web, endpoint.Path);

                Assert.True(answer.Headers.Contains("Age") == (isCached && time > 1), $"{endpoint}, asked for the {time}. time");
                if (isCached) continue;
                Assert.True(answer.Headers.CacheControl is { NoCache: true } or { NoStore: true }, $"{endpoint} says {answer.Headers.CacheControl}");
                Assert.False(answer.Headers.CacheControl!.Public, endpoint.ToString());
            }
        }
    }

    [Fact]
    public async Task Every_endpoint_opts_out_of_output_caching_by_its_metadata()
    {
        await using var web = await EverySide.StartAsync();

        Assert.True(web.Endpoints().Count > 20);
        Assert.All(web.Endpoints(), static endpoint =>
            Assert.True(endpoint.Endpoint.Metadata.GetMetadata<OutputCacheAttribute>() is { NoStore: true }, endpoint.ToString()));
    }

    [Fact]
    public async Task A_poll_is_answered_with_what_is_new()
    {
        await using var web = await StartAsync();
        Assert.Equal(["hello", "heartbeat"], (await Poller.AskAsync(web.Changes("?since=0"))).Types);

        await web.SayAsync(1, SubmissionStatus.Queued);

        Assert.Equal(["hello", "submission_update", "heartbeat"], (await Poller.AskAsync(web.Changes("?since=0"))).Types);
    }

    [Theory]
    [InlineData(HttpTransportType.LongPolling)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    public async Task The_hub_works_without_a_websocket(HttpTransportType transport)
    {
        await using var web = await StartAsync();
        await using var connection = await web.ConnectHubAsync(transports: transport);
        await using var stream = await connection.FollowAsync(1);

        for (var id = 1; id <= 5; id++)
        {
            await web.SayAsync(id, SubmissionStatus.Queued);
            await stream.CountAsync(1 + id);
        }
    }

    [Fact]
    public async Task An_answer_that_the_health_response_writes_is_not_kept()
    {
        await using var web = await StartAsync();
        using var first = await Http.GetAsync(new Uri(web.Address, "/health"));
        using var second = await Http.GetAsync(new Uri(web.Address, "/health"));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.False(second.Headers.Contains("Age"));
    }

    private static Task<WebSide> StartAsync() => EverySide.StartAsync(
        static builder =>
        {
            builder.Services.AddOutputCache(static options => options.AddBasePolicy(static policy => policy.Cache().Expire(TimeSpan.FromHours(1))));
            builder.Services.AddResponseCaching();
        },
        static app =>
        {
            app.UseOutputCache();
            app.UseResponseCaching();
            app.MapHealth("/health");

            // That this one is shows that the others would be.
            app.MapGet("/cached", static () => "the same for an hour");
        });

    private static async Task<HttpResponseMessage> AskAsync(WebSide web, string path)
    {
        using var get = new HttpRequestMessage(HttpMethod.Get, new Uri(web.Address, path));
        get.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        return await Http.SendAsync(get, HttpCompletionOption.ResponseHeadersRead);
    }
}
