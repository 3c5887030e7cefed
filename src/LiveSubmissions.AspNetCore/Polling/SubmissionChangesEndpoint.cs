using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using LiveSubmissions.AspNetCore.Answers;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace LiveSubmissions.AspNetCore.Polling;

/// <summary>The polling endpoint. Each poll opens a cursor at the client's position; nothing is kept between two polls.</summary>
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

    private const int MaxWaitSeconds = 60;

    private readonly TimeSpan _heartbeat = options.Value.Feed.HeartbeatInterval;
    private readonly ILogger _logger = new SafeLogger(logger);

    /// <param name="http">The request.</param>
    /// <param name="source">Decides what the request may follow.</param>
    public async Task HandleAsync(HttpContext http, ViewSource source)
    {
        var response = http.Response;
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.AccessControlExposeHeaders = $"{HeaderNames.ETag}, {HeaderNames.RetryAfter}";
        if (!TryReadWait(http.Request, out var wait, out var error))
        {
            await Answer.WriteTextAsync(http, StatusCodes.Status400BadRequest, error).ConfigureAwait(false);
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
            await PollAnswer.RefuseAsync(http, CloseCode.ServerError).ConfigureAwait(false);
        }
    }

    /// <summary>Reads how long the poll may wait for something new: the <c>wait</c> of the query.</summary>
    private static bool TryReadWait(HttpRequest request, out TimeSpan wait, [NotNullWhen(false)] out string? error)
    {
        wait = TimeSpan.Zero;
        error = null;
        if (!request.Query.TryGetValue("wait", out var text)) return true;
        if (int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MaxWaitSeconds)
        {
            wait = TimeSpan.FromSeconds(seconds);
            return true;
        }

        error = $"The query's wait is '{Printable.Text(text.ToString())}'. Write whole seconds, 0 to {MaxWaitSeconds}, or leave it out for an answer at once.";
        return false;
    }

    private async Task AnswerAsync(HttpContext http, ViewSource source, TimeSpan wait)
    {
        var since = Since.From(http.Request);
        var start = new FeedCursorOptions { Since = since, Heartbeats = true };
        var opened = await opener.OpenAsync(EndpointName, http, source, start, dialect: null, http.RequestAborted).ConfigureAwait(false);
        if (opened.IsRefused(out var refusal, out var cursor))
        {
            await PollAnswer.RefuseAsync(http, refusal).ConfigureAwait(false);
            return;
        }

        await using (cursor)
        {
            using var client = clients.Connect(EndpointName);
            var hello = new HelloFields(cursor, since, _heartbeat);
            var reader = new PollReader(cursor, PollTag.WasVerified(http.Request));
            var batch = await ReadAsync(reader, wait, http.RequestAborted).ConfigureAwait(false);
            var isEnd = batch?.Kind != FeedBatchKind.Resync && !(batch is not null && reader.HasMore());
            var position = isEnd || batch is null ? cursor.Position : batch.Position;
            await PollAnswer.WriteAsync(http, hello, batch, isEnd, position, cursor.IsVerified).ConfigureAwait(false);
        }
    }

    private async ValueTask<FeedBatch?> ReadAsync(PollReader reader, TimeSpan wait, CancellationToken aborted)
    {
        using var timer = new CancellationTokenSource(wait, time);
        using var until = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, lifetime.ApplicationStopping, aborted);
        return await reader.ReadAsync(until.Token).ConfigureAwait(false);
    }
}
