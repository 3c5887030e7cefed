using LiveSubmissions.TestKit.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.Drills.Tests.Support;

/// <summary>A web application as its author writes it: real Kestrel, real feed, Redis.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Backend(WebApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<Backend> StartAsync(string url, Action<LiveSubmissionsOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddLiveSubmissions(configure).AddRedis(url).AddWebEndpoints();
        var app = builder.Build();
        app.MapLiveSubmissions();
        await app.StartAsync();
        return new Backend(app);
    }

    /// <summary>Opens a page here: rows and position first, as a page is rendered, then the socket from that position.</summary>
    public async Task<Page> OpenPageAsync(Database database, string? subprotocol = WireClient.V1)
    {
        var page = new Page(database, subprotocol);
        await page.ConnectAsync(Address);
        return page;
    }

    public static Uri SocketOf(Uri address, string? since) =>
        new(address, $"/ws/problems/1/submissions/{(since is null ? "" : $"?since={since}")}");

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
