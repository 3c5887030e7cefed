using LiveSubmissions.AspNetCore.Wire;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Following;

/// <summary>
/// A connection from its beginning to its end. The loop that serves it, the client and the stop of the host may each give a reason to end it. The first reason
/// counts, and only <see cref="RunAsync"/> closes.
/// </summary>
internal abstract class ClientSession(string endpoint, TimeSpan closeTimeout, TimeProvider time, ILogger logger)
{
    // The continuation must not run on the thread that sets the result: that thread may be serving a group, or stopping the host.
    private readonly TaskCompletionSource<CloseCode?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Serves the client until there is a reason to end, and ends the connection.</summary>
    /// <param name="serve">Writes to the client until its token is cancelled, or until it returns why the connection is to be closed.</param>
    /// <param name="stopping">Cancelled when the host stops.</param>
    /// <returns>The code with which the connection was closed; <see langword="null"/> if the client was gone without a close.</returns>
    public async Task<CloseCode?> RunAsync(Func<CancellationToken, Task<CloseCode>> serve, CancellationToken stopping)
    {
        using var ending = new CancellationTokenSource();
        await using var registration = stopping
            .UnsafeRegister(static session => ((ClientSession)session!).End(CloseCode.ServerStopping), this)
            .ConfigureAwait(false);
        var watching = WatchAsync();
        var serving = ServeAsync(serve, ending.Token);

        var code = await _end.Task.ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await CloseAsync(code, serving, watching).ConfigureAwait(false);
        return code;
    }

    /// <summary>Gives a reason to end the connection; <see langword="null"/> if the client is gone.</summary>
    protected void End(CloseCode? code) => _end.TrySetResult(code);

    /// <summary>Calls <see cref="End"/> when the client leaves. It must complete once the connection was closed or cut.</summary>
    protected abstract Task WatchAsync();

    /// <summary>Tells the client why the connection ends.</summary>
    protected abstract Task WriteCloseAsync(CloseCode code, CancellationToken deadline);

    /// <summary>Whether the exception only means that the client is gone.</summary>
    protected abstract bool IsGone(Exception exception);

    /// <summary>Ends every pending read and write.</summary>
    protected abstract void Cut();

    private async Task ServeAsync(Func<CancellationToken, Task<CloseCode>> serve, CancellationToken cancellationToken)
    {
        try
        {
            End(await serve(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The connection is ending already.
        }
        catch (Exception exception) when (IsGone(exception))
        {
            End(null);
        }
        catch (Exception exception)
        {
            EndpointLog.Failed(logger, endpoint, exception);
            End(CloseCode.ServerError);
        }
    }

    /// <summary>
    /// Waits for the last write, tells the client why, and waits for its answer. When the deadline for all of it has passed, the connection is cut.
    /// </summary>
    private async Task CloseAsync(CloseCode? code, Task serving, Task watching)
    {
        using var deadline = new CancellationTokenSource(closeTimeout, time);
        await using var cut = deadline.Token.UnsafeRegister(static session => ((ClientSession)session!).Cut(), this).ConfigureAwait(false);
        if (code is null) Cut();
        await serving.ConfigureAwait(false);
        try
        {
            if (code is not null) await WriteCloseAsync(code, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The client was gone before it could be told.
            Cut();
        }

        await watching.ConfigureAwait(false);
    }
}
