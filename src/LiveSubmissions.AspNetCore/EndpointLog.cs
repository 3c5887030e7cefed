using LiveSubmissions.AspNetCore.Views;
using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore;

/// <summary>What the endpoints say, the same for each: event ids 3001 to 3099.</summary>
internal static partial class EndpointLog
{
    [LoggerMessage(
        3001,
        LogLevel.Warning,
        "Refused a {Endpoint} of the origin {Origin}: it is neither the endpoint's own nor in {Setting}. If its pages should connect, add it there.{Fix}")]
    public static partial void OriginRefused(ILogger logger, string endpoint, string origin, string setting, string fix);

    public static void Connected(ILogger logger, string endpoint, SubmissionView view, string dialect, FeedPosition position)
    {
        if (logger.IsEnabled(LogLevel.Information)) Connected(logger, endpoint, view.ToString(), dialect, position);
    }

    /// <summary>A connection's end: with what it was closed, or nothing if the client was gone without a word.</summary>
    public static void Ended(ILogger logger, string endpoint, HttpContext http, CloseCode? code)
    {
        var path = Printable.Text(http.Request.Path.ToString());
        if (code is null) Vanished(logger, endpoint, path);
        else Closed(logger, endpoint, path, code.Number, code.Reason);
    }

    [LoggerMessage(3003, LogLevel.Information, "{Endpoint} closed: path={Path}, code={Code} {Reason}")]
    public static partial void Closed(ILogger logger, string endpoint, string path, int code, string reason);

    [LoggerMessage(3004, LogLevel.Information, "{Endpoint} gone without a close: path={Path}")]
    private static partial void Vanished(ILogger logger, string endpoint, string path);

    [LoggerMessage(
        3005,
        LogLevel.Warning,
        "Cannot serve the {Endpoint} of {View}: channel layer is not configured; the health check "
        + "live_submissions_configured names the setting. The client is told 4500 and tries again.")]
    public static partial void NotConfigured(ILogger logger, string endpoint, SubmissionView view);

    [LoggerMessage(3006, LogLevel.Warning, "Cannot serve the {Endpoint} of {View}, the client is told 1013 and tries again: {Cause}")]
    public static partial void CannotSubscribe(ILogger logger, string endpoint, SubmissionView view, string cause);

    [LoggerMessage(
        3007,
        LogLevel.Error,
        "Serving a {Endpoint} failed; the client is told 1011 and tries again. If the check that was given to AddAccess threw this, fix it there.")]
    public static partial void Failed(ILogger logger, string endpoint, Exception exception);

    [LoggerMessage(3002, LogLevel.Information, "{Endpoint} connected: {View}, dialect={Dialect}, position={Position}")]
    private static partial void Connected(ILogger logger, string endpoint, string view, string dialect, FeedPosition position);
}
