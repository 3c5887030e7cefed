using System.Net.WebSockets;
using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>
/// A connection from the upgrade to its end. Whoever sees a reason to end it (the one who serves, the receiver, the host's stop) says so; the
/// first reason counts, and <see cref="RunAsync"/> alone closes.
/// </summary>
internal sealed class SocketSession(WebSocket socket, HttpContext http, TimeSpan closeTimeout, TimeProvider time, ILogger logger)
{
    // Continuations must not run on the thread that says so: it may be serving a group, or stopping the host.
    private readonly TaskCompletionSource<CloseCode?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Serves the client until there is a reason to end, and ends the connection.</summary>
    /// <param name="serve">Writes to the client until its token is cancelled, or returns why the connection is to be closed.</param>
    /// <param name="stopping">The host's stop.</param>
    /// <returns>With what the connection was closed; <see langword="null"/> when the client was gone without a word.</returns>
    public async Task<CloseCode?> RunAsync(Func<CancellationToken, Task<CloseCode>> serve, CancellationToken stopping)
    {
        using var ending = new CancellationTokenSource();
        await using var registration = stopping.UnsafeRegister(static session => ((SocketSession)session!).End(CloseCode.ServerStopping), this);
        var receiving = ReceiveAsync();
        var serving = ServeAsync(serve, ending.Token);

        var code = await _end.Task;
        await ending.CancelAsync();
        await CloseAsync(code, serving, receiving);
        return code;
    }

    private void End(CloseCode? code) => _end.TrySetResult(code);

    private async Task ReceiveAsync()
    {
        try
        {
            await SocketReceiver.ReceiveAsync(socket, tooBig: () => End(CloseCode.MessageTooBig));
            End(CloseCode.Normal);
        }
        catch (Exception)
        {
            // Gone without a close, or cut by this session: either way nothing more can come.
            End(null);
        }
    }

    private async Task ServeAsync(Func<CancellationToken, Task<CloseCode>> serve, CancellationToken cancel)
    {
        try
        {
            End(await serve(cancel));
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            // The end is decided already.
        }
        catch (Exception exception) when (exception is WebSocketException or IOException || socket.State != WebSocketState.Open)
        {
            End(null);
        }
        catch (Exception exception)
        {
            FaceLog.Failed(logger, SubmissionSocketEndpoint.Face, exception);
            End(CloseCode.ServerError);
        }
    }

    /// <summary>Lets the last write end, says why, waits for the client's answer; all within one deadline, after which the connection is cut.</summary>
    private async Task CloseAsync(CloseCode? code, Task serving, Task receiving)
    {
        using var deadline = new CancellationTokenSource(closeTimeout, time);
        await using var cut = deadline.Token.UnsafeRegister(static session => ((SocketSession)session!).Cut(), this);
        if (code is null) Cut();
        await serving;
        try
        {
            if (code is not null) await socket.CloseOutputAsync(code.Status, code.Reason, deadline.Token);
        }
        catch (Exception)
        {
            // The client was gone before it could be told.
            Cut();
        }

        await receiving;
    }

    /// <summary>Ends every pending read and write. Aborting the socket alone would leave a write pending whose bytes nobody takes.</summary>
    private void Cut()
    {
        socket.Abort();
        http.Abort();
    }
}
