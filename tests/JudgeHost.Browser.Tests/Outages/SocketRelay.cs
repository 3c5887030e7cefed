using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace JudgeHost.Browser.Tests.Outages;

/// <summary>A browser's WebSocket and the proxy's own to the backend: what one says, the other hears, closes included.</summary>
internal sealed class SocketRelay : IDisposable
{
    private static readonly TimeSpan CloseDeadline = TimeSpan.FromSeconds(3);

    private readonly ClientWebSocket _backend = new();
    private readonly SemaphoreSlim _toBrowser = new(1);
    private WebSocket _browser = null!;

    public async Task OpenAsync(HttpContext context, int target)
    {
        var (request, sockets) = (context.Request, context.WebSockets);
        foreach (var protocol in sockets.WebSocketRequestedProtocols) _backend.Options.AddSubProtocol(protocol);
        _backend.Options.SetRequestHeader("Origin", request.Headers.Origin);
        _backend.Options.SetRequestHeader("Host", request.Headers.Host);
        await _backend.ConnectAsync(new Uri($"ws://127.0.0.1:{target}{request.Path}{request.QueryString}"), context.RequestAborted);
        _browser = await sockets.AcceptWebSocketAsync(_backend.SubProtocol);
    }

    /// <summary>Until both sides have closed; throws when one is gone without a word.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] ways = [PumpAsync(_backend, SendToBrowserAsync, CloseAsync, ending.Token), PumpAsync(_browser, SendToBackendAsync, CloseBackendAsync, ending.Token)];
        await await Task.WhenAny(ways);
        ending.CancelAfter(CloseDeadline);
        await Task.WhenAll(ways);
    }

    /// <summary>Sends the browser a close; its answer ends the relay.</summary>
    public async Task CloseAsync(WebSocketCloseStatus status, string? reason)
    {
        await _toBrowser.WaitAsync();
        try
        {
            if (_browser.State is WebSocketState.Open or WebSocketState.CloseReceived) await _browser.CloseOutputAsync(status, reason, CancellationToken.None);
        }
        finally
        {
            _toBrowser.Release();
        }
    }

    public void Dispose()
    {
        _backend.Dispose();
        _toBrowser.Dispose();
    }

    private static async Task PumpAsync(
        WebSocket from, Func<ReadOnlyMemory<byte>, ValueWebSocketReceiveResult, CancellationToken, Task> send,
        Func<WebSocketCloseStatus, string?, Task> close, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var got = await from.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (got.MessageType is not WebSocketMessageType.Close)
            {
                await send(buffer.AsMemory(0, got.Count), got, cancellationToken);
                continue;
            }

            var status = from.CloseStatus is null or WebSocketCloseStatus.Empty ? WebSocketCloseStatus.NormalClosure : from.CloseStatus.Value;
            await close(status, from.CloseStatusDescription);
            return;
        }
    }

    private async Task SendToBrowserAsync(ReadOnlyMemory<byte> bytes, ValueWebSocketReceiveResult got, CancellationToken cancellationToken)
    {
        await _toBrowser.WaitAsync(cancellationToken);
        try
        {
            if (_browser.State is WebSocketState.Open) await _browser.SendAsync(bytes, got.MessageType, got.EndOfMessage, cancellationToken);
        }
        finally
        {
            _toBrowser.Release();
        }
    }

    private Task SendToBackendAsync(ReadOnlyMemory<byte> bytes, ValueWebSocketReceiveResult got, CancellationToken cancellationToken) =>
        _backend.SendAsync(bytes, got.MessageType, got.EndOfMessage, cancellationToken).AsTask();

    private async Task CloseBackendAsync(WebSocketCloseStatus status, string? reason)
    {
        if (_backend.State is WebSocketState.Open or WebSocketState.CloseReceived) await _backend.CloseOutputAsync(status, reason, CancellationToken.None);
    }
}
