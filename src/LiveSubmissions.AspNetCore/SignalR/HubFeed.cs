using System.Runtime.CompilerServices;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>Opens cursors for the hub's clients and reads them.</summary>
internal sealed class HubFeed(
    ProblemViews views,
    ViewOpener opener,
    HubStop stop,
    IOptions<LiveSubmissionsOptions> options,
    ILogger<HubFeed> logger)
{
    private readonly TimeSpan _heartbeat = options.Value.Feed.HeartbeatInterval;
    private readonly ILogger _logger = new SafeLogger(logger);

    public static HubEncoding Encoding { get; } = new();

    /// <summary>Opens a cursor, or returns why the client gets none. Failures get the same codes as at every endpoint.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="request">What it asks to follow.</param>
    /// <param name="heartbeats">True for a stream, which has heartbeats; false for callbacks.</param>
    /// <param name="cancellationToken">Cancelled when the client leaves.</param>
    public async ValueTask<OpenedView> OpenAsync(HubClient client, HubRequest request, bool heartbeats, CancellationToken cancellationToken)
    {
        var start = new FeedCursorOptions { Since = request.Since, Heartbeats = heartbeats, ServeInline = true };
        var opened = await opener.OpenAsync(
            SubmissionHub.EndpointName,
            client.Http,
            (http, token) => views.FindAsync(http, request.Problem, request.Submission, token),
            start,
            heartbeats ? "stream" : "callback",
            cancellationToken).ConfigureAwait(false);
        if (opened.Refusal is { } refusal) LogClosed(client, request, refusal);
        return opened;
    }

    /// <summary>
    /// All messages of a stream, up to the <c>close</c> that says why it ends. SignalR asks for the next message only after it has written the last one. So the
    /// messages of a slow client wait in the log.
    /// </summary>
    public async IAsyncEnumerable<HubMessage> StreamAsync(HubClient client, HubRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var serving = stop.Enter(cancellationToken);
        try
        {
            var opened = await OpenAsync(client, request, heartbeats: true, cancellationToken).ConfigureAwait(false);
            if (opened.IsRefused(out var refusal, out var cursor))
            {
                yield return Close(refusal);
                yield break;
            }

            await using (cursor)
            {
                yield return new HubMessage(V1Messages.Hello(new HelloFields(cursor, request.Since, _heartbeat))[0]);
                while (true)
                {
                    var (messages, end) = await ReadAsync(client, cursor, serving.Token, cancellationToken).ConfigureAwait(false);
                    foreach (var message in messages)
                    {
                        client.Backlog.Add(message.Json.Length);
                        yield return message;
                    }

                    if (end is null) continue;

                    yield return Refuse(client, request, end);
                    yield break;
                }
            }
        }
        finally
        {
            stop.Leave(serving);
        }
    }

    /// <summary>The last message of a stream. Of a refused stream it is the only one.</summary>
    public HubMessage Refuse(HubClient client, HubRequest request, CloseCode code)
    {
        LogClosed(client, request, code);
        return Close(code);
    }

    /// <summary>The code for a client whose read failed.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="stopping">Cancelled when the host stops.</param>
    public CloseCode Failed(Exception exception, CancellationToken stopping)
    {
        // The cursor of a feed that has stopped throws ObjectDisposedException.
        if (stopping.IsCancellationRequested || exception is ObjectDisposedException) return CloseCode.ServerStopping;
        EndpointLog.Failed(_logger, SubmissionHub.EndpointName, exception);
        return CloseCode.ServerError;
    }

    private static HubMessage Close(CloseCode code) => new(V1Messages.Close(code)[0]);

    private void LogClosed(HubClient client, HubRequest request, CloseCode code) =>
        EndpointLog.Closed(_logger, SubmissionHub.EndpointName, Printable.Text($"{client.Http.Request.Path} {request}"), code.Number, code.Reason);

    private async ValueTask<(IReadOnlyList<HubMessage> Messages, CloseCode? End)> ReadAsync(
        HubClient client, FeedCursor cursor, CancellationToken serving, CancellationToken cancellationToken)
    {
        try
        {
            await client.Backlog.UntilSentAsync(serving).ConfigureAwait(false);
            var batch = await cursor.ReadAsync(serving).ConfigureAwait(false);
            return (batch.Encode(Encoding), null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return ([], Failed(exception, serving));
        }
    }
}
