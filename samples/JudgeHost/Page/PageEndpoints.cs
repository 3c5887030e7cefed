using System.Net;
using JudgeHost.Problems;
using JudgeHost.Settings;

namespace JudgeHost.Page;

/// <summary>Maps the pages: plain files of <c>wwwroot</c>, and their configuration.</summary>
internal static class PageEndpoints
{
    public static void MapPages(this WebApplication app)
    {
        // Modules and pages change together, so the browser asks each time; most answers are 304.
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" });

        app.MapGet("/", (IWebHostEnvironment host) => Html(host, "index.html"));
        app.MapGet("/problem/{id}/submissions", (string id, IWebHostEnvironment host, ProblemCatalog catalog) =>
            catalog.TryFind(id, out _) ? Html(host, "submissions.html") : NotFoundPage.For($"There is no problem '{id}'."));
        app.MapGet("/config.json", (HttpContext context, JudgeSettings settings) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return PageConfig.For(context.Request, settings);
        });
        app.MapLiveSubmissionsClient();
        app.MapFallback(() => NotFoundPage.For("There is no such page."));
    }

    private static IResult Html(IWebHostEnvironment host, string name) =>
        Results.File(Path.Combine(host.WebRootPath, name), "text/html; charset=utf-8");
}

/// <summary>The page's configuration, served as <c>/config.json</c>: the backend's address.</summary>
internal sealed record PageConfig(string BackendUrl)
{
    /// <summary>By default the backend's port on the host from which the page was loaded: so the page works from every machine that can load it.</summary>
    public static PageConfig For(HttpRequest request, JudgeSettings settings) =>
        new(settings.BackendUrl ?? $"{request.Scheme}://{request.Host.Host}:{settings.BackendPort}");
}

/// <summary>The page for an unknown address.</summary>
internal static class NotFoundPage
{
    public static IResult For(string what) => Results.Content(
        $"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Not found</title>
          <style>body {"{"} font: 1.1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1.5rem {"}"}</style>
        </head>
        <body>
          <h1>Not found</h1>
          <p>{WebUtility.HtmlEncode(what)}</p>
          <p><a href="/">All problems</a></p>
        </body>
        </html>

        """,
        "text/html; charset=utf-8", statusCode: StatusCodes.Status404NotFound);
}
