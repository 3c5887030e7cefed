using LiveSubmissions.Transport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>Writes to a client what a cursor reads.</summary>
internal sealed class Follower(
    ISubmissionFeed feed, ISubmissionGroupNaming naming, Gate gate, IOptions<LiveSubmissionsOptions> options, ILogger<Follower> logger)
{
    private readonly TimeSpan _heartbeat = options.Value.Feed.HeartbeatInterval;

    /// <summary>Follows the problem of the request's path until cancelled.</summary>
    /// <returns>Why the connection is to be closed.</returns>
    public async Task<CloseCode> FollowAsync(HttpContext http, Dialect dialect, SocketWriter writer, CancellationToken cancel)
    {
        if (!ProblemId.TryParse(http.Request.RouteValues["problemId"] as string, out var problem)) return CloseCode.BadProblemId;
        if (await gate.CheckAsync(http, problem, cancel) is { } refusal) return refusal;

        var start = new FeedCursorOptions { Since = Since.Of(http.Request), Heartbeats = dialect.HasOwnMessages, ServeInline = true };
        FeedCursor cursor;
        try
        {
            cursor = await feed.SubscribeAsync(naming.ForProblem(problem), start, cancel);
        }
        catch (SubmissionTransportException exception)
        {
            WebSocketLog.CannotSubscribe(logger, problem, exception.Message);
            return CloseCode.TryAgainLater;
        }

        await using (cursor)
        {
            WebSocketLog.Connected(logger, problem, dialect.Name, cursor.Position);
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
