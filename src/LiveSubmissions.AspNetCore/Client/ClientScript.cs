using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LiveSubmissions.AspNetCore.Client;

/// <summary>Serves the browser client, an embedded resource of this assembly.</summary>
internal static class ClientScript
{
    private static readonly byte[] Script = Load();
    private static readonly EntityTagHeaderValue Tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(Script).AsSpan(0, 16))}\"");

    public static Task ServeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;

        // The browser asks each time, and usually gets "not modified". So a page never runs an older client than its server has.
        headers.CacheControl = "no-cache";

        // Browsers fetch modules with CORS, and the page often comes from another origin. The file has no secrets.
        headers.AccessControlAllowOrigin = "*";
        headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(Script, "text/javascript; charset=utf-8", entityTag: Tag).ExecuteAsync(http);
    }

    private static byte[] Load()
    {
        using var stream = typeof(ClientScript).Assembly.GetManifestResourceStream("live-submissions.js")
            ?? throw new InvalidOperationException("The assembly was built without live-submissions.js.");
        var script = new byte[stream.Length];
        stream.ReadExactly(script);
        return script;
    }
}
