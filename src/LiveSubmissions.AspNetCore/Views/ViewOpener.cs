using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Feed;
using LiveSubmissions.Transport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Views;

/// <summary>Opens a cursor for a client of any endpoint, or says with which code it is refused.</summary>
internal sealed class ViewOpener(
    ISubmissionFeed feed, ISubmissionTransport transport, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ViewOpener> logger)
{
    /// <summary>
    /// How long a client waits for its cursor. It takes itself for connected only once it has one, and is told after this time to come back; the node goes on
    /// reading the log, so that the next attempt finds it.
    /// </summary>
    private static readonly TimeSpan AttachDeadline = TimeSpan.FromSeconds(3);

    private readonly ILogger _logger = new SafeLogger(logger);

    /// <param name="endpoint">The endpoint's name, for the log.</param>
    /// <param name="http">The client's request.</param>
    /// <param name="source">Says what the request may follow.</param>
    /// <param name="start">Where and how the cursor starts; which submission it is about comes from the view.</param>
    /// <param name="dialect">What the client speaks, for the log; <see langword="null"/> for one that does not stay: the log would not end.</param>
    /// <param name="cancellationToken">The client leaves. Then, and only then, the call throws.</param>
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
            // A feed that has stopped says that it is disposed.
            if (ending.IsCancellationRequested || exception is ObjectDisposedException) return CloseCode.ServerStopping;
            EndpointLog.Failed(_logger, endpoint, exception);
            return CloseCode.ServerError;
        }
    }

    private async ValueTask<OpenedView> AttachAsync(string endpoint, SubmissionView view, FeedCursorOptions start, string? dialect, CancellationToken ending)
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
            // The feed says it, now and then: not each of many clients has a line.
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
