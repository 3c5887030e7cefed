using System.Globalization;
using LiveSubmissions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JudgeHost.Browser.Tests.Site;

/// <summary>
/// The library and one small page for each problem, in this process, over HTTP/1.1, where no WebSocket gets through. The page's document is answered
/// with 304 to whoever has it: its tag does not cover the position that it was made with.
/// </summary>
internal sealed class ClientSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _documents;

    private ClientSite(WebApplication app) => _app = app;

    /// <summary>How many times a page's document was asked for.</summary>
    public int Documents => Volatile.Read(ref _documents);

    public ISubmissionBroadcaster Broadcaster => _app.Services.GetRequiredService<ISubmissionBroadcaster>();

    private string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <param name="position">As the page's script writes it.</param>
    /// <param name="onResync">As the page's script writes it.</param>
    public static async Task<ClientSite> StartAsync(string position = "\"0\"", string onResync = "\"reload\"")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Services.AddLiveSubmissions().AddWebEndpoints();
        var site = new ClientSite(builder.Build());
        site.Map(position, onResync);
        await site._app.StartAsync();
        return site;
    }

    public string PageOf(int problem) => $"{Address}/page/{problem}";

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private void Map(string position, string onResync)
    {
        _app.Use((http, next) =>
        {
            if (!http.Request.Path.StartsWithSegments("/ws")) return next(http);
            http.Response.StatusCode = StatusCodes.Status502BadGateway;
            return Task.CompletedTask;
        });
        _app.MapLiveSubmissions();
        _app.MapGet("/page/{problem:int}", (int problem, HttpRequest request, HttpResponse response) =>
        {
            Interlocked.Increment(ref _documents);
            response.Headers.ETag = "\"page\"";
            response.Headers.CacheControl = "no-cache";
            if (request.Headers.IfNoneMatch == "\"page\"") return Results.StatusCode(StatusCodes.Status304NotModified);
            return Results.Content(Html(problem, position, onResync), "text/html; charset=utf-8");
        });
    }

    private static string Html(int problem, string position, string onResync) => string.Create(CultureInfo.InvariantCulture,
        $$"""
        <!doctype html><title>Problem {{problem}}</title><p id="status"></p>
        <script type="module">
          import { watchSubmissions } from "/live-submissions.js";
          window.states = [];
          watchSubmissions({
            url: "/ws/problems/{{problem}}/submissions/",
            position: {{position}},
            onUpdate: ({ status }) => void (document.getElementById("status").textContent = status),
            onResync: {{onResync}},
            onState: (state, { reason, endpoint }) => window.states.push([state, reason ?? endpoint ?? ""].join(" ").trim()),
          });
        </script>
        """);
}
