using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LiveSubmissions.TestKit.Wire;

/// <summary>One connection through a <see cref="TcpProxy"/>.</summary>
public sealed class ProxiedConnection : IDisposable
{
    private readonly Socket _client;
    private readonly TcpProxy _proxy;
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private volatile bool _subscribes;
    private volatile bool _ended;

    internal ProxiedConnection(Socket client, TcpProxy proxy)
    {
        _client = client;
        _proxy = proxy;
        client.NoDelay = true;
    }

    /// <summary>Whether what the client says vanishes on the way.</summary>
    public bool SwallowsRequests { get; set; }

    /// <summary>Whether what the server says vanishes on the way.</summary>
    public bool SwallowsAnswers { get; set; }

    /// <summary>Whether the client has subscribed to a channel over it.</summary>
    public bool Subscribes => _subscribes;

    /// <summary>Whether it is closed.</summary>
    public bool HasEnded => _ended;

    /// <summary>Both directions vanish: the peers see an open connection on which nothing comes.</summary>
    public void BlackHole() => SwallowsRequests = SwallowsAnswers = true;

    /// <summary>Resets the connection, both ways.</summary>
    public void Cut()
    {
        _ended = true;
        foreach (var socket in (Socket[])[_client, _server])
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Closed already.
            }

            socket.Dispose();
        }
    }

    /// <summary>Tells the client that nothing more comes from the server, while the other direction stays open.</summary>
    public void HalfClose() => _client.Shutdown(SocketShutdown.Send);

    /// <summary>As <see cref="Cut"/>.</summary>
    public void Dispose() => Cut();

    internal async Task RunAsync(int target)
    {
        try
        {
            await _server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, target));
            await Task.WhenAny(
                PumpAsync(_client, _server, () => SwallowsRequests, Notice),
                PumpAsync(_server, _client, () => SwallowsAnswers, static _ => { }));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The server is not there, or the connection was cut.
        }

        Cut();
    }

    private async Task PumpAsync(Socket from, Socket to, Func<bool> swallows, Action<ReadOnlyMemory<byte>> notice)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(buffer);
                if (count == 0) return;
                notice(buffer.AsMemory(0, count));
                if (_proxy.Delay > TimeSpan.Zero) await Task.Delay(_proxy.Delay);
                for (var sent = 0; sent < count && !swallows();) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut, or gone.
        }
    }

    private void Notice(ReadOnlyMemory<byte> request)
    {
        var text = Encoding.ASCII.GetString(request.Span);
        if (text.Contains("\r\nSUBSCRIBE\r\n", StringComparison.Ordinal)) _subscribes = true;
        if (_proxy.SwallowsAnswersTo is { } said && text.Contains(said, StringComparison.Ordinal)) SwallowsAnswers = true;
    }
}
