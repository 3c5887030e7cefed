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
        var start = new FeedCursorOptions { Since = request.Since, Heartbeats = dialect.HasOwnMessages, ServeInline = true };
        var opened = await opener.OpenAsync(request.Face, request.Http, request.Source, start, dialect.Name, cancel);
        if (opened.IsRefused(out var refusal, out var cursor)) return refusal;

        await using (cursor)
        {
            using var client = clients.Connect(request.Face);
            if (dialect.Hello is { } hello) await client.TakesAsync(writer.WriteAsync(hello(new Hello(cursor, request.Since, _heartbeat))));
            return await ServeAsync(cursor, dialect, writer, client, cancel);
        }
    }

    /// <remarks>
    /// What follows a read may run on the thread that serves the group: it encodes, or finds that another connection has, and hands bytes to the
    /// connection. Only a client that does not take them makes it wait, and then elsewhere.
    /// </remarks>
    private static async Task<CloseCode> ServeAsync(FeedCursor cursor, Dialect dialect, IClientWriter writer, ClientPresence client, CancellationToken cancel)
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

            if (batch.Kind == FeedBatchKind.Resync && !dialect.HasOwnMessages) return CloseCode.Resync;
            await client.TakesAsync(writer.WriteAsync(batch.Encode(dialect.Encoding)));
        }
    }
}
