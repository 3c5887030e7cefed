using System.Text;
using LiveSubmissions.AspNetCore.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.Origins;

/// <summary>
/// Decides whether a page of some origin may connect. A browser lets every page open a WebSocket to every server, and sends the user's cookies along, so the
/// server must check the origin.
/// </summary>
internal sealed partial class OriginCheck
{
    private const string PassThePortOn =
        " The Host header has no port: a proxy has dropped it, as nginx does with 'proxy_set_header Host $host'. Let the proxy pass the header on unchanged "
        + "(nginx: 'proxy_set_header Host $http_host'); then this origin is the endpoint's own.";

    private readonly HashSet<WebOrigin> _allowed = [];

    private readonly string _setting;
    private readonly ILogger _logger;

    public OriginCheck(IOptions<WebEndpointsOptions> options, ILogger<OriginCheck> logger)
    {
        _logger = new SafeLogger(logger);
        _setting = options.Value.AllowedOriginsSetting;
        foreach (var text in options.Value.AllowedOrigins)
        {
            if (WebOrigin.TryParse(text, out var origin)) _allowed.Add(origin);
        }
    }

    /// <summary>Whether the request may go on. A request without an Origin header does not come from a browser, so it cannot misuse a user's cookies.</summary>
    public bool Allows(HttpRequest request)
    {
        if (request.Headers.Origin.Count == 0) return true;
        return TryRead(request, out var origin) && (origin.IsAt(request.Host) || _allowed.Contains(origin));
    }

    /// <summary>Answers a request that is not allowed with 403, and says how to allow it.</summary>
    public Task RefuseAsync(HttpContext http, string endpoint)
    {
        var origin = Printable.Text(http.Request.Headers.Origin.ToString());
        var fix = TryRead(http.Request, out var parsed) && parsed.IsAtWithoutItsPort(http.Request.Host) ? PassThePortOn : "";
        LogRefused(_logger, endpoint, origin, _setting, fix);
        return Answer.WriteTextAsync(
            http,
            StatusCodes.Status403Forbidden,
            $"Pages of the origin {origin} may not connect here. If they should, add it to {_setting}. "
            + $"The endpoint's own origin, by the Host header {Printable.Text(http.Request.Host.ToString())}, is always allowed.{fix}");
    }

    [LoggerMessage(
        3001,
        LogLevel.Warning,
        "Refused a {Endpoint} of the origin {Origin}: it is not the endpoint's own origin, and it is not in {Setting}. "
        + "If its pages should connect, add it there.{Fix}")]
    private static partial void LogRefused(ILogger logger, string endpoint, string origin, string setting, string fix);

    /// <summary>A browser's header is ASCII. Other text could not be copied into a header of the answer either.</summary>
    private static bool TryRead(HttpRequest request, out WebOrigin origin)
    {
        origin = default;
        var text = request.Headers.Origin.ToString();
        return Ascii.IsValid(text) && WebOrigin.TryParse(text, out origin);
    }
}
