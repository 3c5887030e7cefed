using JudgeHost.Problems;
using JudgeHost.Settings;

namespace JudgeHost.Page;

/// <summary>Maps the pages: plain files of <c>wwwroot</c>, and the configuration that they ask for.</summary>
internal static class PageEndpoints
{
    public static void MapPages(this WebApplication app)
    {
        // Modules and pages change together: a browser asks each time, and is mostly answered 304.
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
