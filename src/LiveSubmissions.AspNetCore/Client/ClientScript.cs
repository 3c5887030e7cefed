using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LiveSubmissions.AspNetCore.Client;

/// <summary>Serves the browser client, which is a resource of the assembly.</summary>
internal static class ClientScript
{
    private static readonly byte[] Script = Load();
    private static readonly EntityTagHeaderValue Tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(Script).AsSpan(0, 16))}\"");

    public static Task ServeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;

        // The browser must ask each time, and is told 304 if nothing changed: a page must not run an older client than the server has.
        headers.CacheControl = "no-cache";

        // Browsers fetch modules with CORS, and the page often has another origin. The file is public.
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
