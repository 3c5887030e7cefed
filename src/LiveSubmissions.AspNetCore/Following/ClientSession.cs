using LiveSubmissions.AspNetCore.Wire;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Following;

/// <summary>
/// A connection from its beginning to its end. Whoever sees a reason to end it (the one who serves, the client, the host's stop) says so; the
/// first reason counts, and <see cref="RunAsync"/> alone closes.
/// </summary>
internal abstract class ClientSession(string endpoint, TimeSpan closeTimeout, TimeProvider time, ILogger logger)
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
        await using var registration = stopping.UnsafeRegister(static session => ((ClientSession)session!).End(CloseCode.ServerStopping), this).ConfigureAwait(false);
        var watching = WatchAsync();
        var serving = ServeAsync(serve, ending.Token);

        var code = await _end.Task.ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await CloseAsync(code, serving, watching).ConfigureAwait(false);
        return code;
    }

    /// <summary>Says that the connection is to end, and why; <see langword="null"/> if the client is gone.</summary>
    protected void End(CloseCode? code) => _end.TrySetResult(code);

    /// <summary>Watches the client and says when it leaves. Once the connection was closed or cut, it must complete.</summary>
    protected abstract Task WatchAsync();

    /// <summary>Tells the client why the connection ends.</summary>
    protected abstract Task SayWhyAsync(CloseCode code, CancellationToken deadline);

    /// <summary>Whether what went wrong while serving is nothing but the client's being gone.</summary>
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
            // The end is decided already.
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

    /// <summary>Lets the last write end, says why, waits for the client; all within one deadline, after which the connection is cut.</summary>
    private async Task CloseAsync(CloseCode? code, Task serving, Task watching)
    {
        using var deadline = new CancellationTokenSource(closeTimeout, time);
        await using var cut = deadline.Token.UnsafeRegister(static session => ((ClientSession)session!).Cut(), this).ConfigureAwait(false);
        if (code is null) Cut();
        await serving.ConfigureAwait(false);
        try
        {
            if (code is not null) await SayWhyAsync(code, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The client was gone before it could be told.
            Cut();
        }

        await watching.ConfigureAwait(false);
    }
}
