using JudgeHost.Settings;

namespace JudgeHost.Api;

/// <summary>Refuses pages of foreign origins, for the API and the WebSocket alike, and names the setting that would let them in.</summary>
/// <remarks>
/// CORS alone keeps a foreign page from reading answers, not from uploading in a visitor's name: a form post needs no permission. Who sends no
/// Origin is no page of another site, and is let in.
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
        LogRefused(log, Evaluation.SubmissionText.Quote(origin), allowed);
        await Results.Problem(
            title: "Origin not allowed", statusCode: StatusCodes.Status403Forbidden,
            detail: $"Pages of {Evaluation.SubmissionText.Quote(origin)} may not use this judge. Judge:PageOrigins allows {allowed}. "
                + "If the origin is yours, add it to Judge:PageOrigins.")
            .ExecuteAsync(context);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Refused origin {Origin}: Judge:PageOrigins allows {Allowed}")]
    private static partial void LogRefused(ILogger log, string origin, string allowed);
}
