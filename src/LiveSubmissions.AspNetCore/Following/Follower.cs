using LiveSubmissions.AspNetCore.Doctor;
using LiveSubmissions.AspNetCore.Views;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Feed;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.Following;

/// <summary>Writes to a client what a cursor reads: the one loop of every endpoint whose clients stay connected.</summary>
internal sealed class Follower(ViewOpener opener, ClientRegistry clients, IOptions<LiveSubmissionsOptions> options, ILogger<Follower> logger)
{
    private readonly TimeSpan _heartbeat = options.Value.Feed.HeartbeatInterval;
    private readonly ILogger _logger = new SafeLogger(logger);

    /// <summary>
    /// Gives a client its cursor. It must not take itself for connected before: what is broadcast from then on reaches it, and a client of the plain dialect
    /// has nothing else to go by.
    /// </summary>
    /// <returns>The cursor, or why the client gets none; <see langword="null"/> if the client has left.</returns>
    public async ValueTask<OpenedClient?> OpenAsync(FollowRequest request)
    {
        var (http, dialect) = (request.Http, request.Dialect);
        var taker = new ClientSink(dialect);
        var start = new FeedCursorOptions { Since = request.Since, Heartbeats = dialect.HasOwnMessages, ServeInline = true, Sink = taker };
        try
        {
            var opened = await opener.OpenAsync(request.Endpoint, http, request.Source, start, dialect.Name, http.RequestAborted).ConfigureAwait(false);
            return opened.IsRefused(out var refusal, out var cursor)
                ? new OpenedClient(refusal)
                : new OpenedClient(request.Endpoint, cursor, taker, dialect.HelloOf(new Hello(cursor, request.Since, _heartbeat)));
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            EndpointLog.Ended(_logger, request.Endpoint, http, code: null);
            return null;
        }
    }

    /// <summary>Follows until cancelled.</summary>
    /// <returns>Why the connection is to be closed.</returns>
    /// <remarks>What the client takes at once does not come here: the thread that serves the group hands it to the taker.</remarks>
    public async Task<CloseCode> FollowAsync(OpenedClient opened, IClientWriter writer, CancellationToken cancellationToken)
    {
        if (opened.IsRefused(out var refusal, out var cursor, out var taker)) return refusal;
        taker.Begin(writer);
        using var client = clients.Connect(opened.Endpoint);
        if (opened.TakeHello() is { } hello) await client.TakesAsync(writer.WriteAsync(hello)).ConfigureAwait(false);

        // Once for all reads: a registration for each would cost every delivery.
        await using var leaving = cancellationToken.UnsafeRegister(static left => ((FeedCursor)left!).Leave(), cursor).ConfigureAwait(false);
        while (true)
        {
            await client.TakesAsync(writer.UntilSentAsync(cancellationToken)).ConfigureAwait(false);
            FeedBatch batch;
            try
            {
                batch = await cursor.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                return CloseCode.ServerStopping;
            }

            if (taker.MustClose(batch)) return CloseCode.Resync;
            await client.TakesAsync(taker.TakeAllAsync(batch)).ConfigureAwait(false);
        }
    }
}
