using System.Net.WebSockets;
using LiveSubmissions.Contracts.Endpoints;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

/// <summary>A connection of SignalR's own .NET client over a wire that a test stalls and cuts.</summary>
internal static class HubWire
{
    public static HubConnection Connection(Uri address, ClientWire wire, bool messagePack)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(address, "/hubs/submissions"), options =>
        {
            options.HttpMessageHandlerFactory = _ => wire.Handler;
            options.WebSocketFactory = async (context, cancellationToken) =>
            {
                var socket = new ClientWebSocket();
                await socket.ConnectAsync(context.Uri, new HttpMessageInvoker(wire.Handler, disposeHandler: false), cancellationToken);
                return socket;
            };
        });
        if (messagePack) builder.AddMessagePackProtocol();
        return builder.Build();
    }

    /// <summary>An id as a front end sends it: a number if it is one.</summary>
    public static object Id(string id) => long.TryParse(id, out var number) ? number : id;
}
