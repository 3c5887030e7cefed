using System.Net;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

public sealed class OriginTests
{
    private const string Allowed = "https://judge.example";
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task A_foreign_origin_is_refused_with_403_and_a_text_wherever_it_asks()
    {
        await using var web = await StartAsync();
        foreach (var path in (string[])["/hubs/submissions/negotiate?negotiateVersion=1", "/hubs/submissions"])
        {
            foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Get, HttpMethod.Options])
            {
                using var answer = await AskAsync(web, method, path, "http://evil.example");

                Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
                Assert.Contains("http://evil.example may not connect here", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
                Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
            }
        }

        var refused = await Assert.ThrowsAsync<HttpRequestException>(
            () => web.ConnectHubAsync(configure: static options => options.Headers["Origin"] = "http://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_allowed_origin_may_negotiate_after_asking_first(bool requiresAuthorization)
    {
        await using var web = await StartAsync(requiresAuthorization);
        using var preflight = await AskAsync(web, HttpMethod.Options, "/hubs/submissions/negotiate?negotiateVersion=1", Allowed);
        using var negotiated = await AskAsync(web, HttpMethod.Post, "/hubs/submissions/negotiate?negotiateVersion=1", Allowed);

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal("x-signalr-user-agent", preflight.Headers.GetValues("Access-Control-Allow-Headers").Single());
        Assert.Contains("POST", preflight.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, negotiated.StatusCode);
        foreach (var answer in (HttpResponseMessage[])[preflight, negotiated])
        {
            Assert.Equal(Allowed, answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
            Assert.Equal("true", answer.Headers.GetValues("Access-Control-Allow-Credentials").Single());
            Assert.Contains("Origin", answer.Headers.Vary);
        }
    }

    [Fact]
    public async Task An_allowed_origin_and_the_own_one_connect()
    {
        await using var web = await StartAsync();
        foreach (var origin in (string[])[Allowed, web.Address.GetLeftPart(UriPartial.Authority)])
        {
            await using var connection = await web.ConnectHubAsync(configure: options => options.Headers["Origin"] = origin);
            await using var stream = await connection.FollowAsync(1);
            Assert.Equal("hello", (string?)stream.Last["type"]);
        }
    }

    private static Task<WebSide> StartAsync(bool requiresAuthorization = false) => HubSide.StartAsync(
        web: static options => options.AllowedOrigins.Add(Allowed),
        build: static builder => builder.AddKey(),
        map: app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            var endpoints = app.MapLiveSubmissions();
            if (requiresAuthorization) endpoints.RequireAuthorization();
        });

    private static Task<HttpResponseMessage> AskAsync(WebSide web, HttpMethod method, string path, string origin)
    {
        var request = new HttpRequestMessage(method, new Uri(web.Address, path));
        request.Headers.Add("Origin", origin);
        request.Headers.Add("X-Key", method == HttpMethod.Options ? "" : "open");
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "x-signalr-user-agent");
        }

        return Http.SendAsync(request);
    }
}
