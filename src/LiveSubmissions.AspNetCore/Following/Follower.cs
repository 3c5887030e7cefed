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
    public async Task<CloseCode> FollowAsync(FollowRequest request, IClientWriter writer, CancellationToken cancel)
    {
        var dialect = request.Dialect;
        var taker = new ClientTaker(writer, dialect);
        var start = new FeedCursorOptions { Since = request.Since, Heartbeats = dialect.HasOwnMessages, ServeInline = true, Taker = taker };
        var opened = await opener.OpenAsync(request.Face, request.Http, request.Source, start, dialect.Name, cancel);
        if (opened.IsRefused(out var refusal, out var cursor)) return refusal;

        await using (cursor)
        {
            using var client = clients.Connect(request.Face);
            if (dialect.Hello is { } hello) await client.TakesAsync(writer.WriteAsync(hello(new Hello(cursor, request.Since, _heartbeat))));
            return await ServeAsync(cursor, taker, writer, client, cancel);
        }
    }

    /// <remarks>What the client takes at once does not come here: the thread that serves the group hands it to the taker.</remarks>
    private static async Task<CloseCode> ServeAsync(FeedCursor cursor, ClientTaker taker, IClientWriter writer, ClientPresence client, CancellationToken cancel)
    {
        // Once for all reads: a registration for each would cost every delivery.
        await using var leaving = cancel.UnsafeRegister(static left => ((FeedCursor)left!).Leave(), cursor);
        while (true)
        {
            await client.TakesAsync(writer.UntilSentAsync(cancel));
            FeedBatch batch;
            try
            {
                batch = await cursor.ReadAsync(CancellationToken.None);
            }
            catch (ObjectDisposedException)
            {
                cancel.ThrowIfCancellationRequested();
                return CloseCode.ServerStopping;
            }

            if (taker.MustClose(batch)) return CloseCode.Resync;
            await client.TakesAsync(taker.TakeAllAsync(batch));
        }
    }
}
