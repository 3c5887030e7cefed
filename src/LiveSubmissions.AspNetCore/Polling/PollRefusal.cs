using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.Polling;

/// <summary>A refused poll: a status for tools, and the close message for a client that knows the table of codes.</summary>
internal static class PollRefusal
{
    private const string RetrySeconds = "5";

    public static async Task WriteAsync(HttpContext http, CloseCode code)
    {
        var response = http.Response;
        response.StatusCode = Status(code);
        if (response.StatusCode is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests) response.Headers.RetryAfter = RetrySeconds;
        response.ContentType = "application/json";
        await response.BodyWriter.WriteAsync(V1Messages.Close(code)[0], http.RequestAborted).ConfigureAwait(false);
    }

    private static int Status(CloseCode code) => code.Number switch
    {
        4400 => StatusCodes.Status400BadRequest,
        4401 => StatusCodes.Status401Unauthorized,
        4403 => StatusCodes.Status403Forbidden,
        4404 => StatusCodes.Status404NotFound,
        4429 => StatusCodes.Status429TooManyRequests,
        4500 or 1013 or 1001 => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
