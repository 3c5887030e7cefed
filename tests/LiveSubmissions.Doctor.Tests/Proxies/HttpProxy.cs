using System.Net;
using System.Net.Sockets;

namespace LiveSubmissions.Doctor.Tests.Proxies;

/// <summary>A proxy before a web app on this machine that does one thing wrong and everything else right.</summary>
internal sealed class HttpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public HttpProxy(int target, ProxyFault fault)
    {
        _listener.Start();
        _accepting = AcceptAsync(target, fault);
    }

    public Uri Url => new($"http://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync(int target, ProxyFault fault)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                connections.Add(new HttpProxyConnection(client, target, fault).RunAsync(_stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }

        await Task.WhenAll(connections);
    }
}
