using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;

namespace LiveSubmissions.AspNetCore;

/// <summary>Keeps caches, and whatever holds answers back, away from endpoints whose answers are true only for the moment.</summary>
internal static class AnswerHeaders
{
    private const string NeverKept = "no-cache, no-store";

    /// <summary>
    /// What a compressor leaves alone: it would collect a stream's events until there are enough of them. Proxies go by the first, the framework's own
    /// middleware by the last, nginx by the others.
    /// </summary>
    private const string NeverKeptNorChanged = NeverKept + ", no-transform";

    /// <summary>
    /// No cache keeps an answer of the endpoint: neither the host's output cache, which goes by metadata alone, nor one that goes by headers. A handler may
    /// set other headers.
    /// </summary>
    public static TBuilder NeverCached<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.WithMetadata(new OutputCacheAttribute { NoStore = true });
        endpoint.Add(static built =>
        {
            var serve = built.RequestDelegate!;
            built.RequestDelegate = http =>
            {
                http.Response.Headers.CacheControl = NeverKept;
                return serve(http);
            };
        });
        return endpoint;
    }

    /// <summary>The answer is a stream: each part of it is to be passed on when it comes.</summary>
    public static void IsStream(this HttpResponse response)
    {
        response.IsStreamToProxies();
        response.Headers.ContentEncoding = "identity";
    }

    /// <summary>The same to whatever stands before the host: its own middleware looks at the headers earlier.</summary>
    public static void IsStreamToProxies(this HttpResponse response)
    {
        response.Headers.CacheControl = NeverKeptNorChanged;
        response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>The output cache does not keep this answer, whose endpoint is not this library's to mark.</summary>
    public static void IsNotKept(this HttpContext http)
    {
        if (http.Features.Get<IOutputCacheFeature>()?.Context is not { } cache) return;
        cache.AllowCacheStorage = false;
    }
}
