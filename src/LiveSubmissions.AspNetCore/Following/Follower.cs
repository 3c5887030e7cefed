using LiveSubmissions.AspNetCore.Doctor;
using LiveSubmissions.AspNetCore.Views;
using LiveSubmissions.AspNetCore.Wire;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.Following;

/// <summary>Writes to a client what a cursor reads: the one loop of every face that stays connected.</summary>
internal sealed class Follower(ViewOpener opener, ClientRegistry clients, IOptions<LiveSubmissionsOptions> options)
{
    private readonly TimeSpan _heartbeat = options.Value.Feed.HeartbeatInterval;

    /// <summary>Follows what the request asks for until cancelled.</summary>
    /// <returns>Why the connection is to be closed.</returns>
    public Task<CloseCode> FollowAsync(FollowRequest request, IClientWriter writer, CancellationToken cancel)
    {
        // In two, so that what only the opening needs is not kept for as long as the client stays.
        var taker = new ClientTaker(writer, request.Dialect);
        return ServeAsync(OpenAsync(request, taker, cancel), request.Face, taker, writer, cancel);
    }

    private async ValueTask<Opened> OpenAsync(FollowRequest request, ClientTaker taker, CancellationToken cancel)
    {
        var dialect = request.Dialect;
        var start = new FeedCursorOptions { Since = request.Since, Heartbeats = dialect.HasOwnMessages, ServeInline = true, Taker = taker };
        var opened = await opener.OpenAsync(request.Face, request.Http, request.Source, start, dialect.Name, cancel).ConfigureAwait(false);
        if (opened.IsRefused(out var refusal, out var cursor)) return new Opened(null, null, refusal);
        return new Opened(cursor, dialect.HelloOf(new Hello(cursor, request.Since, _heartbeat)), null);
    }

    /// <remarks>What the client takes at once does not come here: the thread that serves the group hands it to the taker.</remarks>
    private async Task<CloseCode> ServeAsync(ValueTask<Opened> opening, string face, ClientTaker taker, IClientWriter writer, CancellationToken cancel)
    {
        var (opened, hello, refusal) = await opening.ConfigureAwait(false);
        if (opened is null) return refusal!;
        var cursor = opened;
        await using var cursorDisposal = cursor.ConfigureAwait(false);
        using var client = clients.Connect(face);
        if (hello is not null) await client.TakesAsync(writer.WriteAsync(hello)).ConfigureAwait(false);

        // Once for all reads: a registration for each would cost every delivery.
        await using var leaving = cancel.UnsafeRegister(static left => ((FeedCursor)left!).Leave(), cursor).ConfigureAwait(false);
        while (true)
        {
            await client.TakesAsync(writer.UntilSentAsync(cancel)).ConfigureAwait(false);
            FeedBatch batch;
            try
            {
                batch = await cursor.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                cancel.ThrowIfCancellationRequested();
                return CloseCode.ServerStopping;
            }

            if (taker.MustClose(batch)) return CloseCode.Resync;
            await client.TakesAsync(taker.TakeAllAsync(batch)).ConfigureAwait(false);
        }
    }

    /// <summary>A cursor and what its client is told first, or why there is none.</summary>
    private readonly record struct Opened(FeedCursor? Cursor, WireMessages? Hello, CloseCode? Refusal);
}
