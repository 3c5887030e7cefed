using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Tests.Client;

public sealed class ClientScriptTests : IAsyncLifetime
{
    private static readonly HttpClient Http = new();
    private readonly WebApplication _app;
    private string _address = "";

    public ClientScriptTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapLiveSubmissionsClient();
    }

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        _address = _app.Urls.Single() + "/live-submissions.js";
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_host_without_any_of_the_services_serves_the_browser_client()
    {
        using var answer = await Http.GetAsync(_address);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/javascript; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(await Resource(), await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("no-cache", answer.Headers.CacheControl!.ToString());
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.False(answer.Headers.ETag!.IsWeak);
    }

    [Fact]
    public async Task Who_has_it_already_is_told_that_it_is_unchanged()
    {
        using var first = await Http.GetAsync(_address);
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var answer = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(first.Headers.ETag, answer.Headers.ETag);
        Assert.Equal("no-cache", answer.Headers.CacheControl!.ToString());
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task Who_has_another_version_gets_this_one()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"another\""));

        using var answer = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_head_request_gets_the_headers_alone()
    {
        using var answer = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, _address));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotNull(answer.Headers.ETag);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    private static async Task<byte[]> Resource()
    {
        await using var stream = typeof(WebEndpointsOptions).Assembly.GetManifestResourceStream("live-submissions.js")!;
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
