using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.Access;

/// <summary>
/// Whether a page of some origin may connect. Browsers let any page open a WebSocket to any server, cookies included, so the server must look.
/// </summary>
internal sealed class OriginCheck
{
    private readonly HashSet<WebOrigin> _allowed = [];

    public OriginCheck(IOptions<WebEndpointsOptions> options)
    {
        Setting = options.Value.AllowedOriginsSetting;
        foreach (var text in options.Value.AllowedOrigins)
        {
            if (WebOrigin.TryParse(text, out var origin)) _allowed.Add(origin);
        }
    }

    /// <summary>Which setting to change to let an origin in.</summary>
    public string Setting { get; }

    /// <summary>Whether the request may go on. One without an Origin header comes from no browser: what is checked here cannot happen there.</summary>
    public bool Allows(HttpRequest request)
    {
        var header = request.Headers.Origin;
        if (header.Count == 0) return true;
        return WebOrigin.TryParse(header.ToString(), out var origin) && (origin.IsAt(request.Host) || _allowed.Contains(origin));
    }
}
