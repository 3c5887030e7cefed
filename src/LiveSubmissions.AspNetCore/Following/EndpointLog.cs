using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Following;

/// <summary>The log lines that all endpoints share: event ids 3001 to 3099 (3001 is in <c>OriginCheck</c>).</summary>
internal static partial class EndpointLog
{
    public static void Connected(ILogger logger, string endpoint, GroupView view, string dialect, FeedPosition position)
    {
        if (logger.IsEnabled(LogLevel.Information)) Connected(logger, endpoint, view.ToString(), dialect, position);
    }

    /// <summary>A connection has ended.</summary>
    /// <param name="logger">The endpoint's logger.</param>
    /// <param name="endpoint">The endpoint's name.</param>
    /// <param name="http">The connection's request.</param>
    /// <param name="code">The code with which it was closed; <see langword="null"/> if the client was gone without a close.</param>
    public static void Ended(ILogger logger, string endpoint, HttpContext http, CloseCode? code)
    {
        var path = Printable.Text(http.Request.Path.ToString());
        if (code is null) Vanished(logger, endpoint, path);
        else Closed(logger, endpoint, path, code.Number, code.Reason);
    }

    [LoggerMessage(3003, LogLevel.Information, "{Endpoint} closed: path={Path}, code={Code} {Reason}")]
    public static partial void Closed(ILogger logger, string endpoint, string path, int code, string reason);

    [LoggerMessage(
        3005,
        LogLevel.Warning,
        "Cannot serve the {Endpoint} of {View}: channel layer is not configured; the health check "
        + "live_submissions_configured names the setting. The client is told 4500 and connects again.")]
    public static partial void NotConfigured(ILogger logger, string endpoint, GroupView view);

    [LoggerMessage(3006, LogLevel.Warning, "Cannot serve the {Endpoint} of {View}; the client is told 1013 and connects again: {Cause}")]
    public static partial void CannotSubscribe(ILogger logger, string endpoint, GroupView view, string cause);

    [LoggerMessage(
        3007,
        LogLevel.Error,
        "Serving a {Endpoint} failed; the client is told 1011 and connects again. If a check of AddAccess threw the exception, fix the check.")]
    public static partial void Failed(ILogger logger, string endpoint, Exception exception);

    [LoggerMessage(3002, LogLevel.Information, "{Endpoint} connected: {View}, dialect={Dialect}, position={Position}")]
    private static partial void Connected(ILogger logger, string endpoint, string view, string dialect, FeedPosition position);

    [LoggerMessage(3004, LogLevel.Information, "{Endpoint} gone without a close: path={Path}")]
    private static partial void Vanished(ILogger logger, string endpoint, string path);
}
