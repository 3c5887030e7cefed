using System.Net.Sockets;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.Following;

/// <summary>
/// Takes the batches of one client on the thread that serves its group: gets the bytes, which the first connection of the dialect has made, and gives them to
/// the connection's writer.
/// </summary>
internal sealed class ClientSink(Dialect dialect) : IBatchSink
{
    private IClientWriter _writer = null!;
    private ValueTask _write;
    private bool _isWriting;

    /// <summary>Whether the batch is a resync that the dialect has no message for. Then the connection is closed.</summary>
    public bool MustClose(FeedBatch batch) => batch.Kind == FeedBatchKind.Resync && !dialect.HasOwnMessages;

    /// <summary>Sets the connection's writer, before the cursor is read for the first time.</summary>
    public void Begin(IClientWriter writer) => _writer = writer;

    public bool Take(FeedBatch batch)
    {
        if (MustClose(batch)) return false;
        var write = Write(batch);
        if (write.IsCompletedSuccessfully)
        {
            write.GetAwaiter().GetResult();
            if (_writer.IsSent) return true;
            write = ValueTask.CompletedTask;
        }

        _write = write;
        _isWriting = true;
        return false;
    }

    /// <summary>Writes a batch with which a read ended. If <see cref="Take"/> has begun to write it, waits for that write.</summary>
    public ValueTask TakeAllAsync(FeedBatch batch)
    {
        if (!_isWriting) return Write(batch);
        _isWriting = false;
        return _write;
    }

    private ValueTask Write(FeedBatch batch)
    {
        try
        {
            return _writer.WriteAsync(batch.Encode(dialect.Encoding));
        }
        catch (Exception exception)
        {
            // Thrown where the client's read is awaited, not on the thread that serves the group.
            return ValueTask.FromException(exception);
        }
    }
}

/// <summary>Writes to a client that stays connected. Nothing else writes to it, and calls do not overlap.</summary>
internal interface IClientWriter
{
    /// <summary>Whether the kernel has sent most of what was written. If not, newer states should wait in the log.</summary>
    bool IsSent { get; }

    /// <summary>Waits until <see cref="IsSent"/>. What is read from the log after that is the newest state.</summary>
    ValueTask UntilSentAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes messages. The task is complete at once while the client reads. For a slow client it completes when the client has read enough, however long
    /// that takes; a client costs nothing else while it waits.
    /// </summary>
    ValueTask WriteAsync(WireMessages messages);
}

/// <summary>
/// Keeps the backlog of a slow client in the log, where superseded states are dropped. A kernel accepts megabytes for a client that reads nothing, and sends
/// all of them later, however old they are. So this class sets a low limit for what the kernel has not sent yet, and the endpoint reads nothing from the log
/// while a client is above that limit.
/// </summary>
/// <remarks>
/// It works on Linux, over HTTP/1.1, with Kestrel's sockets. Elsewhere the kernel has no such limit, and only the usual buffers bound the backlog. Behind a
/// reverse proxy the connection is that of the proxy, and the buffers of the proxy come on top.
/// </remarks>
internal sealed class SendBacklog
{
    // From <linux/tcp.h>: a socket with more unsent bytes than this is not writable.
    private const int TcpLevel = 6;
    private const int NotSentLowWaterMark = 25;
    private const int MaxNotSentBytes = 16 * 1024;

    // A client that stopped reading is checked four times a second. A client that is only slow waits little longer than necessary.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    // Each check is a call to the kernel. Fewer bytes than this since the last check are too few for a backlog.
    private const int MaxUncheckedBytes = 8 * 1024;

    private readonly Socket? _socket;
    private readonly TimeProvider _time;

    // Several streams of one hub connection may add at the same time without a lock. The count may then miss a message or two, which does not matter.
    private int _unchecked;

    private SendBacklog(Socket? socket, TimeProvider time)
    {
        _socket = socket;
        _time = time;
    }

    /// <summary>Limits the backlog of a request's connection, where that is possible.</summary>
    public static SendBacklog For(HttpContext http, TimeProvider time) => new(LimitUnsent(http), time);

    /// <summary>Counts bytes that are written.</summary>
    public void Add(int bytes) => _unchecked += bytes;

    /// <summary>Whether the kernel has sent most of what it accepted.</summary>
    public bool IsSent => _unchecked < MaxUncheckedBytes || Check();

    /// <summary>Waits until <see cref="IsSent"/>. The task is complete at once while the client reads.</summary>
    public ValueTask UntilSentAsync(CancellationToken cancellationToken) => IsSent ? ValueTask.CompletedTask : WaitAsync(cancellationToken);

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        do
        {
            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
        while (!Check());
    }

    private bool Check()
    {
        try
        {
            if (_socket is not null && !_socket.Poll(0, SelectMode.SelectWrite)) return false;
            _unchecked = 0;
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The connection is gone. The next write fails and reports it.
            return true;
        }
    }

    private static Socket? LimitUnsent(HttpContext http)
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
