using System.Net;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.AspNetCore.Tests.Polling;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Tests.Access;

public sealed class CrossOriginTests
{
    private const string Page = "https://judge.example";

    private static readonly HttpClient Http = new();

    public static TheoryData<string> Endpoints => ["/sse/problems/1/submissions/", "/problems/1/submissions/changes", "/problems/1/submissions/42/changes"];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task A_page_of_an_allowed_origin_may_read_the_answer(string path)
    {
        await using var web = await StartAsync();

        using var answer = await AskAsync(web, path, Page);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        IsReadableBy(answer, Page);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task So_may_one_of_the_servers_own(string path)
    {
        await using var web = await StartAsync();
        var own = web.Address.GetLeftPart(UriPartial.Authority);

        using var answer = await AskAsync(web, path, own);

        IsReadableBy(answer, own);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task A_page_of_a_foreign_origin_gets_403_and_is_told_the_setting(string path)
    {
        await using var web = await StartAsync();

        using var answer = await AskAsync(web, path, "https://evil.example");
        using var preflight = await AskAsync(web, path, "https://evil.example", HttpMethod.Options);

        Assert.All([answer, preflight], static refused =>
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.False(refused.Headers.Contains("Access-Control-Allow-Origin"));
        });
        Assert.Contains("WebEndpointsOptions.AllowedOrigins", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.All(web.Logs, static record => Assert.Equal(LogLevel.Warning, record.Level));
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task A_preflight_is_answered_with_what_it_asks_for(string path)
    {
        await using var web = await StartAsync();

        using var answer = await AskAsync(web, path, Page, HttpMethod.Options);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        IsReadableBy(answer, Page);
        Assert.Equal("GET, OPTIONS", Single(answer, "Access-Control-Allow-Methods"));
        Assert.Equal("if-none-match, x-requested-with", Single(answer, "Access-Control-Allow-Headers"));
        Assert.Equal("7200", Single(answer, "Access-Control-Max-Age"));
    }

    [Fact]
    public async Task Who_is_no_browser_is_let_in_without_a_word_about_origins()
    {
        await using var web = await StartAsync();

        var poll = await Poller.AskAsync(web.Changes());

        Assert.Equal(HttpStatusCode.OK, poll.Status);
        Assert.False(poll.Answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal("Origin", Single(poll.Answer, "Vary"));
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task A_host_with_a_cors_middleware_of_its_own_doubles_nothing(string path)
    {
        await using var web = await StartAsync(
            static builder => builder.Services.AddCors(static cors => cors.AddDefaultPolicy(
                static policy => policy.WithOrigins(Page, "https://other.example").AllowAnyHeader().AllowAnyMethod().AllowCredentials())),
            static app =>
            {
                app.UseCors();
                app.MapLiveSubmissions();
            });

        using var answer = await AskAsync(web, path, Page);
        using var preflight = await AskAsync(web, path, Page, HttpMethod.Options);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        IsReadableBy(answer, Page);
        IsReadableBy(preflight, Page);
    }

    [Fact]
    public async Task A_preflight_needs_no_credentials_where_the_request_does()
    {
        await using var web = await StartAsync(
            static builder =>
            {
                builder.Services.AddAuthentication("key").AddScheme<KeyOptions, KeyHandler>("key", null);
                builder.Services.AddAuthorization();
            },
            static app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapLiveSubmissions().RequireAuthorization();
            });

        using var preflight = await AskAsync(web, "/problems/1/submissions/changes", Page, HttpMethod.Options);
        using var answer = await AskAsync(web, "/problems/1/submissions/changes", Page);

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static Task<WebSide> StartAsync(Action<WebApplicationBuilder>? build = null, Action<WebApplication>? map = null) =>
        WebSide.StartAsync(web: static options => options.AllowedOrigins.Add(Page), build: build, map: map);

    private static async Task<HttpResponseMessage> AskAsync(WebSide web, string path, string origin, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(web.Address, path));
        request.Headers.Add("Origin", origin);
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "GET");
            request.Headers.Add("Access-Control-Request-Headers", "if-none-match, x-requested-with");
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static void IsReadableBy(HttpResponseMessage answer, string origin)
    {
        Assert.Equal(origin, Single(answer, "Access-Control-Allow-Origin"));
        Assert.Equal("true", Single(answer, "Access-Control-Allow-Credentials"));
        if (answer.Content.Headers.ContentType is not null) Assert.Equal("Origin", Single(answer, "Vary"));
    }

    private static string Single(HttpResponseMessage answer, string header) => Assert.Single(answer.Headers.NonValidated[header]);
}
