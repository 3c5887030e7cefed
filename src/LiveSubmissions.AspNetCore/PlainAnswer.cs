using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore;

/// <summary>An answer in words, for the person who looks at it with curl or in the browser's network tab.</summary>
internal static class PlainAnswer
{
    public static Task WriteAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(text + "\n", http.RequestAborted);
    }
}
