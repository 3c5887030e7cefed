using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.Following;

/// <summary>
/// Keeps a slow client's backlog in the log, where it compacts. Kernels take megabytes for a client that reads nothing, and what they took is sent
/// however old it has become. So the kernel is asked to take no more than it can send soon, and nothing is read from the log before it has.
/// </summary>
/// <remarks>
/// Linux, HTTP/1.1, Kestrel's sockets: elsewhere there is no such thing to ask, and only the usual buffers bound what is under way. Behind a reverse
/// proxy the connection is the proxy's, and its buffers come on top.
/// </remarks>
internal sealed class SendBacklog
{
    // <linux/tcp.h>: how many bytes that were not sent yet make a socket not writable.
    private const int TcpLevel = 6;
    private const int NotSentLowWaterMark = 25;
    private const int MaxNotSentBytes = 16 * 1024;

    // A client that stopped reading is looked at a few times a second, one that is merely slow waits little longer than it must.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    // Looking costs a call of the kernel's. Less than this since the last look cannot be a backlog that matters.
    private const int MaxUnseenBytes = 8 * 1024;

    private readonly Socket? _socket;
    private readonly TimeProvider _time;
    // Several streams of one hub connection may count at once; what is lost to that is a message or two.
    private int _unseen;

    private SendBacklog(Socket? socket, TimeProvider time)
    {
        _socket = socket;
        _time = time;
    }

    /// <summary>Bounds the backlog of a request's connection, where that can be done.</summary>
    public static SendBacklog For(HttpContext http, TimeProvider time) => new(Bound(http), time);

    /// <summary>So many bytes more are on their way.</summary>
    public void Add(int bytes) => _unseen += bytes;

    /// <summary>Whether the kernel has sent most of what it took, as far as that matters.</summary>
    public bool IsSent => _unseen < MaxUnseenBytes || Look();

    /// <summary>Complete at once as long as the client reads; else once the kernel has sent most of what it took.</summary>
    public ValueTask UntilSentAsync(CancellationToken cancellationToken) => IsSent ? ValueTask.CompletedTask : WaitAsync(cancellationToken);

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        do
        {
            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
        while (!Look());
    }

    private bool Look()
    {
        try
        {
            if (_socket is not null && !_socket.Poll(0, SelectMode.SelectWrite)) return false;
            _unseen = 0;
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Gone: the next write finds out.
            return true;
        }
    }

    private static Socket? Bound(HttpContext http)
    {
        if (!OperatingSystem.IsLinux() || !HttpProtocol.IsHttp11(http.Request.Protocol)) return null;
        if (http.Features.Get<IConnectionSocketFeature>()?.Socket is not { ProtocolType: ProtocolType.Tcp } socket) return null;
        try
        {
            socket.SetRawSocketOption(TcpLevel, NotSentLowWaterMark, BitConverter.GetBytes(MaxNotSentBytes));
            return socket;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
