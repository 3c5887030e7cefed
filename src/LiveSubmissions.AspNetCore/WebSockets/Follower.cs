using LiveSubmissions.AspNetCore.Views;
using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>Writes to a client what a cursor reads.</summary>
internal sealed class Follower(ViewOpener opener, IOptions<LiveSubmissionsOptions> options)
{
    private readonly TimeSpan _heartbeat = options.Value.Feed.HeartbeatInterval;

    /// <summary>Follows what the request asks for until cancelled.</summary>
    /// <returns>Why the connection is to be closed.</returns>
    public async Task<CloseCode> FollowAsync(HttpContext http, ViewSource source, Dialect dialect, SocketWriter writer, CancellationToken cancel)
    {
        var start = new FeedCursorOptions { Since = Since.Of(http.Request), Heartbeats = dialect.HasOwnMessages, ServeInline = true };
        var opened = await opener.OpenAsync(SubmissionSocketEndpoint.Face, http, source, start, dialect.Name, cancel);
        if (opened.IsRefused(out var refusal, out var cursor)) return refusal;

        await using (cursor)
        {
            if (dialect.HasOwnMessages) await writer.WriteAsync(V1Messages.Hello(cursor.Position, cursor.Resumed, cursor.Complete, _heartbeat));
            return await ServeAsync(cursor, dialect, writer, cancel);
        }
    }

    /// <remarks>
    /// What follows a read may run on the thread that serves the group: it encodes, or finds that another connection has, and hands bytes to the
    /// socket. Only a client that does not take them makes it wait, and then elsewhere.
    /// </remarks>
    private static async Task<CloseCode> ServeAsync(FeedCursor cursor, Dialect dialect, SocketWriter writer, CancellationToken cancel)
    {
        while (true)
        {
            await writer.UntilSentAsync(cancel);
            FeedBatch batch;
            try
            {
                batch = await cursor.ReadAsync(cancel);
            }
            catch (ObjectDisposedException)
            {
                return CloseCode.ServerStopping;
            }

            if (batch.Kind == FeedBatchKind.Resync && !dialect.HasOwnMessages) return CloseCode.Resync;
            await writer.WriteAsync(batch.Encode(dialect.Encoding));
        }
    }
}
