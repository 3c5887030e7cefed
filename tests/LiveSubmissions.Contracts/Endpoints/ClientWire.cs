using System.Net;
using System.Net.Sockets;

namespace LiveSubmissions.Contracts.Endpoints;

/// <summary>The client's end of the wire: what goes over HTTP, a WebSocket included, can be stalled here, and cut.</summary>
public sealed class ClientWire : IDisposable
{
    private const int NarrowBytes = 4096;

    private readonly Lock _gate = new();
    private readonly List<Socket> _sockets = [];
    private readonly bool _isNarrow;
    private TaskCompletionSource? _stall;

    /// <param name="isNarrow">Whether sockets are to take little before somebody reads.</param>
    public ClientWire(bool isNarrow = false)
    {
        _isNarrow = isNarrow;
        Handler = new SocketsHttpHandler { ConnectCallback = (context, cancellationToken) => DialAsync(context.DnsEndPoint, cancellationToken), UseProxy = false, UseCookies = false };
    }

    /// <summary>For an HttpClient, or whatever else speaks HTTP.</summary>
    public SocketsHttpHandler Handler { get; }

    internal Task NotStalled => _stall?.Task ?? Task.CompletedTask;

    /// <summary>Nothing more is read from the sockets.</summary>
    public void Stall() => _stall = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>They are read again.</summary>
    public void Resume() => Interlocked.Exchange(ref _stall, null)?.SetResult();

    /// <summary>Resets every connection: the server hears of it, but not a word.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            foreach (var socket in _sockets)
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

            _sockets.Clear();
        }

        Resume();
    }

    /// <summary>As <see cref="Cut"/>.</summary>
    public void Dispose()
    {
        Cut();
        Handler.Dispose();
    }

    private async ValueTask<Stream> DialAsync(DnsEndPoint to, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (_isNarrow) socket.ReceiveBufferSize = NarrowBytes;
        lock (_gate) _sockets.Add(socket);
        await socket.ConnectAsync(to, cancellationToken);
        return new StallingStream(new NetworkStream(socket, ownsSocket: true), this);
    }
}
