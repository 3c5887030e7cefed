using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LiveSubmissions.AspNetCore.Access;

/// <summary>
/// Lets pages of the allowed origins, and no others, read what the endpoints answer over plain HTTP. A host need not configure CORS for them; if it
/// does, its middleware has the last word.
/// </summary>
internal sealed class CrossOrigin(OriginCheck origins)
{
    /// <summary>How long a browser may remember a preflight's answer: each request itself is looked at again. In seconds; Chromium keeps it no longer.</summary>
    private const string PreflightSeconds = "7200";

    /// <summary>By this the framework's own CORS middleware marks a request that it has seen.</summary>
    private const string SeenByMiddleware = "__CorsMiddlewareWithEndpointInvoked";

    /// <summary>
    /// Whether the request may go on. If so, its page may read the answer, whatever that will be; if not, it has been answered with 403.
    /// </summary>
    public async ValueTask<bool> AdmitAsync(HttpContext http, string endpoint)
    {
        SayThatOriginMatters(http);
        if (!origins.Allows(http.Request))
        {
            await origins.RefuseAsync(http, endpoint).ConfigureAwait(false);
            return false;
        }

        var origin = http.Request.Headers.Origin;
        if (origin.Count == 0) return true;

        // Set, never added: a middleware that comes to another result replaces it.
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowCredentials = "true";
        return true;
    }

    /// <summary>Answers an OPTIONS request: what a browser asks before a request that is not a simple one.</summary>
    /// <param name="http">The request.</param>
    /// <param name="endpoint">The endpoint's name, for the log.</param>
    /// <param name="methods">What the address understands, for instance <c>GET, OPTIONS</c>.</param>
    public async Task AnswerPreflightAsync(HttpContext http, string endpoint, string methods)
    {
        if (!await AdmitAsync(http, endpoint).ConfigureAwait(false)) return;
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        var headers = http.Response.Headers;
        headers.Allow = methods;
        if (http.Request.Headers.Origin.Count == 0) return;

        headers.AccessControlAllowMethods = methods;
        headers.AccessControlMaxAge = PreflightSeconds;

        // Whatever a page's libraries send along is welcome: the endpoints read none of it.
        var requested = http.Request.Headers.AccessControlRequestHeaders;
        if (!StringValues.IsNullOrEmpty(requested) && Ascii.IsValid(requested.ToString())) headers.AccessControlAllowHeaders = requested;
    }

    /// <summary>A middleware of the host's says this itself, after the endpoint, by adding to what is there.</summary>
    private static void SayThatOriginMatters(HttpContext http)
    {
        var headers = http.Response.Headers;
        if (http.Items.ContainsKey(SeenByMiddleware) || headers.GetCommaSeparatedValues(HeaderNames.Vary).Contains(HeaderNames.Origin)) return;
        headers.Append(HeaderNames.Vary, HeaderNames.Origin);
    }
}
