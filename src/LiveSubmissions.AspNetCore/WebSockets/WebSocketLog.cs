using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>The WebSocket face's log lines, all of them: event ids 3001 to 3099 are theirs.</summary>
internal static partial class WebSocketLog
{
    [LoggerMessage(
        3001,
        LogLevel.Warning,
        "Refused a WebSocket of the origin {Origin}: it is neither the endpoint's own nor in {Setting}. If its pages should connect, add it there.")]
    public static partial void OriginRefused(ILogger logger, string origin, string setting);

    [LoggerMessage(3002, LogLevel.Information, "WebSocket connected: problem_id={ProblemId}, dialect={Dialect}, position={Position}")]
    public static partial void Connected(ILogger logger, ProblemId problemId, string dialect, FeedPosition position);

    [LoggerMessage(3003, LogLevel.Information, "WebSocket closed: path={Path}, code={Code} {Reason}")]
    public static partial void Closed(ILogger logger, string path, int code, string reason);

    [LoggerMessage(3004, LogLevel.Information, "WebSocket gone without a close: path={Path}")]
    public static partial void Vanished(ILogger logger, string path);

    [LoggerMessage(
        3005,
        LogLevel.Warning,
        "Cannot serve the WebSocket of problem_id={ProblemId}: channel layer is not configured. Give the transport its address "
        + "(by default the setting CHANNEL_LAYER_REDIS_URL); the client is closed with 4500 and tries again.")]
    public static partial void NotConfigured(ILogger logger, ProblemId problemId);

    [LoggerMessage(
        3006,
        LogLevel.Warning,
        "Cannot serve the WebSocket of problem_id={ProblemId}, the client is closed with 1013 and tries again: {Cause}")]
    public static partial void CannotSubscribe(ILogger logger, ProblemId problemId, string cause);

    [LoggerMessage(
        3007,
        LogLevel.Error,
        "Serving a WebSocket failed; the client is closed with 1011 and tries again. If the check that was given to AddAccess threw this, mend it there.")]
    public static partial void Failed(ILogger logger, Exception exception);
}
