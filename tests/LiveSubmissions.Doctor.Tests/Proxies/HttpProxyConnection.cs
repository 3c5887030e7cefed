using System.Net;
using System.Net.Sockets;

namespace LiveSubmissions.Doctor.Tests.Proxies;

/// <summary>One connection through a <see cref="HttpProxy"/>: one request, or one WebSocket.</summary>
internal sealed class HttpProxyConnection(Socket client, int target, ProxyFault fault)
{
    public async Task RunAsync(CancellationToken stop)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await using var near = new NetworkStream(client, ownsSocket: true);
            if (await RequestHead.ReadAsync(near, stop) is not { } head || !await AdmitAsync(head, near, stop)) return;
            await server.ConnectAsync(IPAddress.Loopback, target, stop);
            await using var far = new NetworkStream(server, ownsSocket: false);
            var passesUpgrade = head.AsksForUpgrade && fault is not ProxyFault.DropsUpgrade;
            await far.WriteAsync(passesUpgrade ? head.Bytes : head.WithoutUpgrade(), stop);
            await Task.WhenAny(near.CopyToAsync(far, stop), AnswerAsync(far, near, head, stop));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two left, or the proxy stops.
        }
    }

    /// <summary>Whether the request may go on to the web app.</summary>
    private async Task<bool> AdmitAsync(RequestHead head, Stream near, CancellationToken stop)
    {
        if (!head.AsksForUpgrade) return true;
        if (fault is ProxyFault.SwallowsUpgrade) await Task.Delay(Timeout.Infinite, stop);
        if (fault is ProxyFault.RefusesUpgrade) await near.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), stop);
        return fault is not (ProxyFault.RefusesUpgrade or ProxyFault.CutsUpgrade);
    }

    private async Task AnswerAsync(Stream far, Stream near, RequestHead head, CancellationToken stop)
    {
        if (fault is not ProxyFault.BuffersEvents || !head.AsksForEvents)
        {
            await far.CopyToAsync(near, stop);
            return;
        }

        using var all = new MemoryStream();
        await far.CopyToAsync(all, stop);
        await near.WriteAsync(all.ToArray(), stop);
    }
}
