using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LiveSubmissions.AspNetCore.Origins;

/// <summary>
/// Lets pages of the allowed origins, and no others, read the answers of the endpoints over plain HTTP (CORS). The host does not have to configure CORS for
/// these endpoints. If it does, its middleware runs later and may replace these headers.
/// </summary>
internal sealed class CrossOrigin(OriginCheck origins)
{
    /// <summary>How many seconds a browser may keep the answer to a preflight. Chromium allows no more. The origin of each request is still checked.</summary>
    private const string PreflightSeconds = "7200";

    /// <summary>The framework's CORS middleware sets this item on each request that it has handled.</summary>
    private const string SeenByMiddleware = "__CorsMiddlewareWithEndpointInvoked";

    /// <summary>
    /// Whether the request may go on. If it may, the headers that let its page read the answer are set. If not, it has been answered with 403.
    /// </summary>
    public async ValueTask<bool> AdmitAsync(HttpContext http, string endpoint)
    {
        AddVary(http);
        if (!origins.Allows(http.Request))
        {
            await origins.RefuseAsync(http, endpoint).ConfigureAwait(false);
            return false;
        }

        var origin = http.Request.Headers.Origin;
        if (origin.Count == 0) return true;

        // Set, not appended: the host's CORS middleware can replace them.
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowCredentials = "true";
        return true;
    }

    /// <summary>Answers an OPTIONS request, with which a browser asks before it sends a request that CORS does not call simple.</summary>
    /// <param name="http">The request.</param>
    /// <param name="endpoint">The endpoint's name, for the log.</param>
    /// <param name="methods">The methods of the address, for instance <c>GET, OPTIONS</c>.</param>
    public async Task AnswerPreflightAsync(HttpContext http, string endpoint, string methods)
    {
        if (!await AdmitAsync(http, endpoint).ConfigureAwait(false)) return;
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        var headers = http.Response.Headers;
        headers.Allow = methods;
        if (http.Request.Headers.Origin.Count == 0) return;

        headers.AccessControlAllowMethods = methods;
        headers.AccessControlMaxAge = PreflightSeconds;

        // All headers that a page's libraries add are allowed: the endpoints read none of them.
        var requested = http.Request.Headers.AccessControlRequestHeaders;
        if (!StringValues.IsNullOrEmpty(requested) && Ascii.IsValid(requested.ToString())) headers.AccessControlAllowHeaders = requested;
    }

    /// <summary>Adds <c>Vary: Origin</c>, unless the host's CORS middleware will add it after the endpoint.</summary>
    private static void AddVary(HttpContext http)
    {
        var headers = http.Response.Headers;
        if (http.Items.ContainsKey(SeenByMiddleware) || headers.GetCommaSeparatedValues(HeaderNames.Vary).Contains(HeaderNames.Origin)) return;
        headers.Append(HeaderNames.Vary, HeaderNames.Origin);
    }
}
