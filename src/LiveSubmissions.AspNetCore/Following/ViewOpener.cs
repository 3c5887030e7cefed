using System.Diagnostics.CodeAnalysis;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;
using LiveSubmissions.Transport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Following;

/// <summary>Opens a cursor for a client of any endpoint, or returns the code with which the client is refused.</summary>
internal sealed class ViewOpener(
    ISubmissionFeed feed, ISubmissionTransport transport, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ViewOpener> logger)
{
    /// <summary>
    /// How long a client waits for its cursor. After this time it is told to connect again later. The node continues to read the log, so the next attempt
    /// finds it read.
    /// </summary>
    private static readonly TimeSpan AttachDeadline = TimeSpan.FromSeconds(3);

    private readonly ILogger _logger = new SafeLogger(logger);

    /// <param name="endpoint">The endpoint's name, for the log.</param>
    /// <param name="http">The client's request.</param>
    /// <param name="source">Decides what the request may follow.</param>
    /// <param name="start">How the cursor starts. Its submission is set from the view.</param>
    /// <param name="dialect">
    /// The client's dialect, for the log line of its connection; <see langword="null"/> for a poll, which gets no such line because there would be too many.
    /// </param>
    /// <param name="cancellationToken">Cancelled when the client leaves. Only then the call throws.</param>
    public async ValueTask<OpenedView> OpenAsync(
        string endpoint, HttpContext http, ViewSource source, FeedCursorOptions start, string? dialect, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            var (view, refusal) = await source(http, ending.Token).ConfigureAwait(false);
            if (refusal is not null) return refusal;
            if (transport.IsConfigured) return await AttachAsync(endpoint, view, start, dialect, ending.Token).ConfigureAwait(false);
            EndpointLog.NotConfigured(_logger, endpoint, view);
            return CloseCode.NotConfigured;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A feed that has stopped throws ObjectDisposedException.
            if (ending.IsCancellationRequested || exception is ObjectDisposedException) return CloseCode.ServerStopping;
            EndpointLog.Failed(_logger, endpoint, exception);
            return CloseCode.ServerError;
        }
    }

    private async ValueTask<OpenedView> AttachAsync(string endpoint, GroupView view, FeedCursorOptions start, string? dialect, CancellationToken ending)
    {
        using var deadline = new CancellationTokenSource(AttachDeadline, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ending, deadline.Token);
        try
        {
            var cursor = await feed.SubscribeAsync(view.Group, start with { Submission = view.Submission }, limit.Token).ConfigureAwait(false);
            if (dialect is not null) EndpointLog.Connected(_logger, endpoint, view, dialect, cursor.Position);
            return cursor;
        }
        catch (TooManyGroupsException)
        {
            // No log line for each client: the feed logs it from time to time.
            return CloseCode.TooMany;
        }
        catch (SubmissionTransportException exception)
        {
            EndpointLog.CannotSubscribe(_logger, endpoint, view, exception.Message);
            return CloseCode.TryAgainLater;
        }
        catch (OperationCanceledException) when (!ending.IsCancellationRequested)
        {
            EndpointLog.CannotSubscribe(_logger, endpoint, view, $"Its log was not read within {Printable.Duration(AttachDeadline)}.");
            return CloseCode.TryAgainLater;
        }
    }
}

/// <summary>A cursor, or why the client gets none.</summary>
internal readonly record struct OpenedView(FeedCursor? Cursor, CloseCode? Refusal)
{
    public static implicit operator OpenedView(FeedCursor cursor) => new(cursor, null);

    public static implicit operator OpenedView(CloseCode refusal) => new(null, refusal);

    public bool IsRefused([NotNullWhen(true)] out CloseCode? refusal, [NotNullWhen(false)] out FeedCursor? cursor)
    {
        refusal = Refusal;
        cursor = Cursor;
        return refusal is not null;
    }
}
