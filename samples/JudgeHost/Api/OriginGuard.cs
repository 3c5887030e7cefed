using JudgeHost.Evaluation;
using JudgeHost.Settings;

namespace JudgeHost.Api;

/// <summary>Refuses pages of other origins, for the API and the WebSocket. The answer names the setting that allows an origin.</summary>
/// <remarks>
/// CORS alone prevents a page of another site from reading answers, but not from uploading in a visitor's name: a form post needs no permission. A request
/// without an Origin header does not come from a page of another site, and is accepted.
/// </remarks>
internal sealed partial class OriginGuard(RequestDelegate next, JudgeSettings settings, ILogger<OriginGuard> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0 || settings.PageOrigins.Contains(origin) || origin == $"{context.Request.Scheme}://{context.Request.Host}")
        {
            await next(context);
            return;
        }

        var allowed = string.Join(", ", settings.PageOrigins);
        LogRefused(log, SubmissionText.Quote(origin), allowed);
        await Results.Problem(
            title: "Origin not allowed", statusCode: StatusCodes.Status403Forbidden,
            detail: $"Pages of {SubmissionText.Quote(origin)} may not use this judge. Judge:PageOrigins allows {allowed}. "
                + "If the origin is yours, add it to Judge:PageOrigins.")
            .ExecuteAsync(context);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Refused origin {Origin}: Judge:PageOrigins allows {Allowed}")]
    private static partial void LogRefused(ILogger log, string origin, string allowed);
}
