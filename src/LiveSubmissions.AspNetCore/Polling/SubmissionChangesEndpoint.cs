using LiveSubmissions.AspNetCore.Doctor;
using LiveSubmissions.AspNetCore.Views;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Feed;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace LiveSubmissions.AspNetCore.Polling;

/// <summary>Answers a poll. Each is a cursor of its own, from the position that the client has; nothing is kept in between.</summary>
internal sealed class SubmissionChangesEndpoint(
    ViewOpener opener,
    ClientRegistry clients,
    IOptions<LiveSubmissionsOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<SubmissionChangesEndpoint> logger)
{
    /// <summary>The endpoint's name in the log.</summary>
    public const string EndpointName = "Polling";

    private readonly TimeSpan _heartbeat = options.Value.Feed.HeartbeatInterval;
    private readonly ILogger _logger = new SafeLogger(logger);

    /// <param name="http">The request.</param>
    /// <param name="source">Says what it may follow.</param>
    public async Task HandleAsync(HttpContext http, ViewSource source)
    {
        var response = http.Response;
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.AccessControlExposeHeaders = $"{HeaderNames.ETag}, {HeaderNames.RetryAfter}";
        if (!PollWait.TryRead(http.Request, out var wait, out var error))
        {
            await PlainAnswer.WriteAsync(http, StatusCodes.Status400BadRequest, error).ConfigureAwait(false);
            return;
        }

        try
        {
            await AnswerAsync(http, source, wait).ConfigureAwait(false);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
        }
        catch (Exception exception) when (!response.HasStarted)
        {
            EndpointLog.Failed(_logger, EndpointName, exception);
            await PollRefusal.WriteAsync(http, CloseCode.ServerError).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(HttpContext http, ViewSource source, TimeSpan wait)
    {
        var since = Since.From(http.Request);
        var start = new FeedCursorOptions { Since = since, Heartbeats = true };
        var opened = await opener.OpenAsync(EndpointName, http, source, start, dialect: null, http.RequestAborted).ConfigureAwait(false);
        if (opened.IsRefused(out var refusal, out var cursor))
        {
            await PollRefusal.WriteAsync(http, refusal).ConfigureAwait(false);
            return;
        }

        await using (cursor)
        {
            using var client = clients.Connect(EndpointName);
            var hello = new Hello(cursor, since, _heartbeat);
            var reader = new PollReader(cursor, PollTag.WasSure(http.Request));
            var batch = await ReadAsync(reader, wait, http.RequestAborted).ConfigureAwait(false);
            var isEnd = batch?.Kind != FeedBatchKind.Resync && !(batch is not null && reader.HasMore());
            var position = isEnd || batch is null ? cursor.Position : batch.Position;
            await WriteAsync(http, hello, batch, isEnd, position, cursor.IsVerified).ConfigureAwait(false);
        }
    }

    private async ValueTask<FeedBatch?> ReadAsync(PollReader reader, TimeSpan wait, CancellationToken aborted)
    {
        using var timer = new CancellationTokenSource(wait, time);
        using var until = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, lifetime.ApplicationStopping, aborted);
        return await reader.ReadAsync(until.Token).ConfigureAwait(false);
    }

    private static async Task WriteAsync(HttpContext http, Hello hello, FeedBatch? batch, bool isEnd, FeedPosition position, bool verified)
    {
        var tag = PollTag.From(position, verified);
        http.Response.GetTypedHeaders().ETag = tag;
        if (batch is null && PollTag.IsKnown(http.Request, tag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var first = V1Messages.Hello(hello);
        var body = PollBody.Write(first, batch, isEnd ? V1Messages.Heartbeat(position, verified) : null);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }
}
