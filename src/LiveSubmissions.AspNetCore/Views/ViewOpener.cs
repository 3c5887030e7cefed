using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Transport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Views;

/// <summary>Opens a cursor for a client of any face, or says with which code it is refused.</summary>
internal sealed class ViewOpener(ISubmissionFeed feed, ISubmissionTransport transport, ILogger<ViewOpener> logger)
{
    private readonly ILogger _logger = new SafeLogger(logger);

    /// <param name="face">The face's name, for the log.</param>
    /// <param name="http">The client's request.</param>
    /// <param name="source">Says what the request may follow.</param>
    /// <param name="start">Where and how the cursor starts; which submission it is about comes from the view.</param>
    /// <param name="dialect">What the client speaks, for the log; <see langword="null"/> for one that does not stay: the log would not end.</param>
    /// <param name="cancel">Ends the call.</param>
    public async ValueTask<OpenedView> OpenAsync(
        string face, HttpContext http, ViewSource source, FeedCursorOptions start, string? dialect, CancellationToken cancel)
    {
        var (view, refusal) = await source(http, cancel).ConfigureAwait(false);
        if (refusal is not null) return refusal;
        if (!transport.IsConfigured)
        {
            FaceLog.NotConfigured(_logger, face, view);
            return CloseCode.NotConfigured;
        }

        try
        {
            var cursor = await feed.SubscribeAsync(view.Group, start with { Submission = view.Submission }, cancel).ConfigureAwait(false);
            if (dialect is not null) FaceLog.Connected(_logger, face, view, dialect, cursor.Position);
            return cursor;
        }
        catch (TooManyGroupsException)
        {
            // The feed says it, now and then: not each of many clients has a line.
            return CloseCode.TooMany;
        }
        catch (SubmissionTransportException exception)
        {
            FaceLog.CannotSubscribe(_logger, face, view, exception.Message);
            return CloseCode.TryAgainLater;
        }
    }
}
