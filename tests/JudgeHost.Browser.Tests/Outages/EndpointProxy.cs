using System.Collections.Concurrent;
using System.Net.WebSockets;
using LiveSubmissions.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JudgeHost.Browser.Tests.Outages;

/// <summary>A reverse proxy between browsers and a backend that does to each request what a rule says, and can close every WebSocket.</summary>
internal sealed class EndpointProxy : IAsyncDisposable
{
    private static readonly string[] OwnHeaders = ["Connection", "Transfer-Encoding", "Keep-Alive", "Upgrade"];

    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly ConcurrentDictionary<SocketRelay, bool> _relays = new();

    private EndpointProxy(WebApplication app)
    {
        _app = app;
        _app.UseWebSockets();
        _app.Run(HandleAsync);
    }

    /// <summary>The backend's port.</summary>
    public int Target { get; set; }

    /// <summary>What becomes of a request. By default all pass.</summary>
    public Func<HttpRequest, Fate> Rule { get; set; } = static _ => Fate.Pass;

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public static async Task<EndpointProxy> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var proxy = new EndpointProxy(builder.Build());
        await proxy._app.StartAsync();
        return proxy;
    }

    /// <summary>Closes every WebSocket as a proxy does that is reloaded: with 1001, to both sides.</summary>
    public async Task GoAwayAsync()
    {
        foreach (var relay in _relays.Keys) await relay.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "the proxy is reloaded");
        await Eventually.TrueAsync(() => _relays.IsEmpty, "the proxy has closed its WebSockets");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        try
        {
            var fate = Rule(context.Request);
            if (fate is Fate.Refuse) context.Response.StatusCode = StatusCodes.Status502BadGateway;
            else if (fate is Fate.Swallow) await Task.Delay(Timeout.Infinite, context.RequestAborted);
            else if (context.WebSockets.IsWebSocketRequest) await RelayAsync(context);
            else await ForwardAsync(context, fate is Fate.HoldBack);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException or WebSocketException)
        {
            // One side is gone: the other is cut off.
            context.Abort();
        }
    }

    private async Task RelayAsync(HttpContext context)
    {
        using var relay = new SocketRelay();
        await relay.OpenAsync(context, Target);
        _relays[relay] = true;
        try
        {
            await relay.RunAsync(context.RequestAborted);
        }
        finally
        {
            _relays.TryRemove(relay, out _);
        }
    }

    private async Task ForwardAsync(HttpContext context, bool holdsBack)
    {
        var (from, to) = (context.Request, context.Response);
        using var request = new HttpRequestMessage(new HttpMethod(from.Method), $"http://127.0.0.1:{Target}{from.Path}{from.QueryString}");
        if (from.ContentLength > 0 || from.Headers.TransferEncoding.Count > 0) request.Content = new StreamContent(from.Body);
        foreach (var (name, values) in from.Headers.Where(header => !OwnHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)) request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        to.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!OwnHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)) to.Headers.Append(name, values.ToArray());
        }

        await to.StartAsync(context.RequestAborted);
        await to.Body.FlushAsync(context.RequestAborted); // The headers, too, would wait for the first byte of the body.
        await using var body = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
        var buffer = new byte[64 * 1024];
        while (await body.ReadAsync(buffer, context.RequestAborted) is > 0 and var count)
        {
            if (holdsBack) continue;
            await to.Body.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted);
            await to.Body.FlushAsync(context.RequestAborted);
        }
    }
}
