using System.Net;
using System.Net.WebSockets;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.TestKit.Wire;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Tests.WebSockets;

public sealed class OriginTests
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task A_foreign_origin_is_refused_before_the_upgrade_and_told_which_setting_would_let_it_in()
    {
        await using var web = await WebSide.StartAsync(web: static options =>
        {
            options.AllowedOrigins.Add("http://localhost:8101");
            options.AllowedOriginsSetting = "Judge:PageOrigins";
        });
        using var request = Upgrade(web, "http://evil.example");

        using var answer = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("http://evil.example", text, StringComparison.Ordinal);
        Assert.Contains("Judge:PageOrigins", text, StringComparison.Ordinal);
        var line = Assert.Single(web.Logs, static record => record.Level == LogLevel.Warning);
        Assert.Contains("http://evil.example", line.Message, StringComparison.Ordinal);
        Assert.Contains("Judge:PageOrigins", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_of_a_foreign_origin_cannot_connect()
    {
        await using var web = await WebSide.StartAsync();

        await Assert.ThrowsAsync<WebSocketException>(() => WireClient.ConnectAsync(web.Socket(), origin: "http://evil.example"));
        await Assert.ThrowsAsync<WebSocketException>(() => WireClient.ConnectAsync(web.Socket(), origin: "null"));
        Assert.Equal(0, web.Attached);
    }

    [Fact]
    public async Task The_own_origin_is_let_in()
    {
        await using var web = await WebSide.StartAsync();
        await using var client = await WireClient.ConnectAsync(web.Socket(), WireClient.V1, web.Address.GetLeftPart(UriPartial.Authority));

        Assert.Contains("hello", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_allowed_origin_is_let_in()
    {
        await using var web = await WebSide.StartAsync(web: static options => options.AllowedOrigins.Add("https://judge.example"));
        await using var client = await WireClient.ConnectAsync(web.Socket(), WireClient.V1, "https://judge.example");

        Assert.Contains("hello", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    private static HttpRequestMessage Upgrade(WebSide web, string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, web.Socket());
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", Convert.ToBase64String(new byte[16]));
        request.Headers.Add("Origin", origin);
        return request;
    }
}
