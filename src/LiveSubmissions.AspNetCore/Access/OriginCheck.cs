using System.Text;
using LiveSubmissions.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.Access;

/// <summary>
/// Whether a page of some origin may connect. Browsers let any page open a WebSocket to any server, cookies included, so the server must look.
/// </summary>
internal sealed class OriginCheck
{
    private const string PassThePortOn =
        " That header has no port: a proxy has dropped it, as nginx does with 'proxy_set_header Host $host'. Let it pass the header on as it came "
        + "(nginx: 'proxy_set_header Host $http_host'), and this origin is the endpoint's own.";

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

    /// <summary>Whether the request may go on. One without an Origin header comes from no browser: what is checked here cannot happen there.</summary>
    public bool Allows(HttpRequest request)
    {
        if (request.Headers.Origin.Count == 0) return true;
        return TryRead(request, out var origin) && (origin.IsAt(request.Host) || _allowed.Contains(origin));
    }

    /// <summary>Answers a request that is not allowed with 403, and says what to do if it should be.</summary>
    public Task RefuseAsync(HttpContext http, string endpoint)
    {
        var origin = Printable.Text(http.Request.Headers.Origin.ToString());
        var fix = TryRead(http.Request, out var parsed) && parsed.IsAtWithoutItsPort(http.Request.Host) ? PassThePortOn : "";
        EndpointLog.OriginRefused(_logger, endpoint, origin, _setting, fix);
        return PlainAnswer.WriteAsync(
            http,
            StatusCodes.Status403Forbidden,
            $"Pages of the origin {origin} may not connect here. If they should, add it to {_setting}. "
            + $"The endpoint's own origin, by the Host header {Printable.Text(http.Request.Host.ToString())}, is always allowed.{fix}");
    }

    /// <summary>A browser's header is ASCII; what is not could not be sent back in an answer's header either.</summary>
    private static bool TryRead(HttpRequest request, out WebOrigin origin)
    {
        origin = default;
        var text = request.Headers.Origin.ToString();
        return Ascii.IsValid(text) && WebOrigin.TryParse(text, out origin);
    }
}
