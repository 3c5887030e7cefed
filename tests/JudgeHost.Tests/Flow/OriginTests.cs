using System.Net;
using System.Net.WebSockets;
using JudgeHost.Tests.Processes;
using LiveSubmissions.TestKit.Wire;

namespace JudgeHost.Tests.Flow;

[Collection(ProcessCollection.Name)]
public sealed class OriginTests(OneProcess host) : IClassFixture<OneProcess>
{
    private JudgeApi Api => host.Judge.Api;

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task The_judges_own_page_may_call_and_follow(string name)
    {
        var origin = $"http://{name}:{host.Judge.PagePort}";
        using var answer = await SendAsync(HttpMethod.Get, "/api/problems", origin);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(origin, Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        await using var client = await WireClient.ConnectAsync(Api.Feed(1), WireClient.V1, origin);
        Assert.Contains("hello", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://localhost:1")]
    [InlineData("https://localhost")]
    [InlineData("null")]
    public async Task A_foreign_page_is_refused_and_the_setting_is_named(string origin)
    {
        foreach (var (method, path) in new[] { (HttpMethod.Get, "/api/problems"), (HttpMethod.Post, "/api/problems/1/submissions"), (HttpMethod.Options, "/api/problems") })
        {
            using var answer = await SendAsync(method, path, origin);

            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.Contains("Judge:PageOrigins", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var error = await Assert.ThrowsAsync<WebSocketException>(() => WireClient.ConnectAsync(Api.Feed(1), origin: origin));
        Assert.Contains("403", error.Message, StringComparison.Ordinal);
        await host.Judge.Backend.UntilSaysAsync($"Refused origin '{origin}': Judge:PageOrigins allows");
    }

    [Fact]
    public async Task Who_is_no_browser_is_let_in()
    {
        using var answer = await Api.Http.GetAsync("/api/problems");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        await using var client = await WireClient.ConnectAsync(Api.Feed(1), WireClient.V1);
        Assert.Contains("hello", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_a_problem_that_is_not_there_is_closed_with_4404()
    {
        await using var client = await WireClient.ConnectAsync(Api.Feed(9), WireClient.V1);

        Assert.Equal(4404, (await client.ReceiveCloseAsync()).Code);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string origin)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Origin", origin);
        if (method == HttpMethod.Options) request.Headers.Add("Access-Control-Request-Method", "GET");
        return await Api.Http.SendAsync(request);
    }
}
