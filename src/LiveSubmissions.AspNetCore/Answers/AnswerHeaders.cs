using LiveSubmissions.Diagnostics.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;

namespace LiveSubmissions.AspNetCore.Answers;

/// <summary>Headers and metadata that keep caches, compressors and buffering proxies away from the endpoints, whose answers change all the time.</summary>
internal static class AnswerHeaders
{
    private const string NeverStored = "no-cache, no-store";

    /// <summary>
    /// <c>no-transform</c> tells proxies not to compress. A compressor would hold events back until it has enough of them.
    /// </summary>
    private const string NeverStoredOrChanged = NeverStored + ", no-transform";

    /// <summary>
    /// No cache stores an answer of the endpoint. The host's output cache reads the metadata, every other cache reads the header. A handler may
    /// replace the header.
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
                http.Response.Headers.CacheControl = NeverStored;
                return serve(http);
            };
        });
        return endpoint;
    }

    /// <summary>The answer is a stream: proxies and the host's own middleware must pass on each part at once.</summary>
    public static void MarkAsStream(this HttpResponse response)
    {
        response.MarkAsStreamForProxies();

        // The framework's compression middleware leaves an answer alone that has an encoding already.
        response.Headers.ContentEncoding = "identity";
    }

    /// <summary>The same for proxies alone. The host's middleware has read the headers before this is called.</summary>
    public static void MarkAsStreamForProxies(this HttpResponse response)
    {
        response.Headers.CacheControl = NeverStoredOrChanged;

        // For nginx.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>The output cache does not store this answer. For an endpoint that the application maps, so that this library cannot set its metadata.</summary>
    public static void DoNotStore(this HttpContext http)
    {
        if (http.Features.Get<IOutputCacheFeature>()?.Context is not { } cache) return;
        cache.AllowCacheStorage = false;
    }
}

/// <summary>
/// Names, in every answer of an endpoint, the process that gave it. A client that asks for the reports of all processes can then see whether this process is
/// one of them.
/// </summary>
internal sealed class NodeHeader(NodeIdentity identity)
{
    public const string Name = "X-LiveSubmissions-Node";

    public void AddTo(HttpResponse response) => response.Headers[Name] = identity.Id;
}
