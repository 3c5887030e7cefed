using System.Runtime.CompilerServices;
using LiveSubmissions.AspNetCore.Views;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Diagnostics;
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

    /// <summary>A cursor, or why the client gets none; whatever goes wrong is told as every endpoint tells it.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="asked">What it asks to follow.</param>
    /// <param name="heartbeats">Whether it has the messages that only streams have.</param>
    /// <param name="cancellationToken">The client leaves.</param>
    public async ValueTask<OpenedView> OpenAsync(HubClient client, HubView asked, bool heartbeats, CancellationToken cancellationToken)
    {
        var start = new FeedCursorOptions { Since = asked.Since, Heartbeats = heartbeats, ServeInline = true };
        var opened = await opener.OpenAsync(
            SubmissionHub.EndpointName,
            client.Http,
            (http, token) => views.FindAsync(http, asked.Problem, asked.Submission, token),
            start,
            heartbeats ? "stream" : "callback",
            cancellationToken).ConfigureAwait(false);
        if (opened.Refusal is { } refusal) LogClosed(client, asked, refusal);
        return opened;
    }

    /// <summary>
    /// Everything that a client is to be sent, up to the <c>close</c> that says why nothing follows. SignalR asks for the next message when it has
    /// got rid of the last, and so what a slow client has not had waits in the log.
    /// </summary>
    public async IAsyncEnumerable<HubMessage> StreamAsync(HubClient client, HubView asked, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var serving = stop.Enter(cancellationToken);
        try
        {
            var opened = await OpenAsync(client, asked, heartbeats: true, cancellationToken).ConfigureAwait(false);
            if (opened.IsRefused(out var refusal, out var cursor))
            {
                yield return Close(refusal);
                yield break;
            }

            await using (cursor)
            {
                yield return new HubMessage(V1Messages.Hello(new Hello(cursor, asked.Since, _heartbeat))[0]);
                while (true)
                {
                    var (messages, end) = await ReadAsync(client, cursor, serving.Token, cancellationToken).ConfigureAwait(false);
                    foreach (var message in messages)
                    {
                        client.Backlog.Add(message.Json.Length);
                        yield return message;
                    }

                    if (end is null) continue;

                    yield return Refuse(client, asked, end);
                    yield break;
                }
            }
        }
        finally
        {
            stop.Leave(serving);
        }
    }

    /// <summary>The one message of a stream that is refused.</summary>
    public HubMessage Refuse(HubClient client, HubView asked, CloseCode code)
    {
        LogClosed(client, asked, code);
        return Close(code);
    }

    /// <summary>What a client is told when reading failed.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="stopping">Cancelled when the host stops.</param>
    public CloseCode Failed(Exception exception, CancellationToken stopping)
    {
        // A feed that has stopped says that its cursors are disposed.
        if (stopping.IsCancellationRequested || exception is ObjectDisposedException) return CloseCode.ServerStopping;
        EndpointLog.Failed(_logger, SubmissionHub.EndpointName, exception);
        return CloseCode.ServerError;
    }

    private static HubMessage Close(CloseCode code) => new(V1Messages.Close(code)[0]);

    private void LogClosed(HubClient client, HubView asked, CloseCode code) =>
        EndpointLog.Closed(_logger, SubmissionHub.EndpointName, Printable.Text($"{client.Http.Request.Path} {asked}"), code.Number, code.Reason);

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
