using System.Net;
using System.Net.Sockets;

namespace LiveSubmissions.TestKit.Wire;

/// <summary>A wire between clients and a server on 127.0.0.1 that can be cut, delayed, half-closed and black-holed, each direction by itself.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly int _target;
    private readonly Task _accepting;
    private List<ProxiedConnection> _connections = [];

    private TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port that clients connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How long bytes are held back in each direction.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>A text: from the request on that holds it, a connection swallows what the server answers. None by default.</summary>
    public string? SwallowsAnswersTo { get; set; }

    /// <summary>While set, connections that come are reset at once.</summary>
    public bool RefusesConnections { get; set; }

    /// <summary>The connections that are there.</summary>
    public IReadOnlyList<ProxiedConnection> Connections
    {
        get
        {
            lock (_gate) return [.. _connections = [.. _connections.Where(static connection => !connection.HasEnded)]];
        }
    }

    /// <summary>Starts a proxy for a port of 127.0.0.1, on a free port of its own.</summary>
    public static TcpProxy To(int port) => new(port);

    /// <summary>Resets every connection; new ones are let through.</summary>
    public void Cut()
    {
        foreach (var connection in Connections) connection.Cut();
    }

    /// <summary>Ends everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        Cut();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                var connection = new ProxiedConnection(client, this);
                if (RefusesConnections)
                {
                    connection.Cut();
                    continue;
                }

                lock (_gate) _connections.Add(connection);
                _ = connection.RunAsync(_target);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }
}
