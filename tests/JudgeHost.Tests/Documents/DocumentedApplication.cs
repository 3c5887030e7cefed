using JudgeHost.Tests.Documents.Application;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JudgeHost.Tests.Documents;

/// <summary>The application that docs/getting-started.md builds, made of the page's own snippets, with one row.</summary>
internal static class DocumentedApplication
{
    public const string GettingStarted = "docs/getting-started.md";

    /// <summary>Starts it.</summary>
    /// <param name="redis">Its Redis; null for a transport in memory.</param>
    /// <param name="page">The HTML of its page.</param>
    public static async Task<WebApplication> StartAsync(string? redis, string page = "")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var live = builder.Services.AddLiveSubmissions().AddWebEndpoints();
        if (redis is not null) live.AddRedis(redis);
        var database = new Microsoft.Data.Sqlite.SqliteConnection("Data Source=:memory:");
        await database.OpenAsync();
        builder.Services.AddSingleton(_ => database).AddDbContext<JudgeDbContext>(options => options.UseSqlite(database));
        var app = builder.Build();
        app.MapLiveSubmissions();
        app.MapGet("/", () => Results.Content("<!doctype html><link rel='icon' href='data:,'>" + page, "text/html"));
        var list = Assert.Single(SnippetCompiler.Snippets, static snippet => snippet.Page == GettingStarted && snippet.Code.Contains("TryGetPositionAsync", StringComparison.Ordinal));
        await SnippetCompiler.RunAsync(list, app);
        using (var scope = app.Services.CreateScope())
        {
            var rows = scope.ServiceProvider.GetRequiredService<JudgeDbContext>();
            await rows.Database.EnsureCreatedAsync();
            rows.Submissions.Add(new Submission { Id = 42, ProblemId = 1, Status = "accepted", Metrics = """{"accuracy":0.95}""", Revision = 5 });
            await rows.SaveChangesAsync();
        }

        await app.StartAsync();
        return app;
    }

    /// <summary>The only snippet in this language on a page.</summary>
    public static Snippet Only(string page, string language) => Assert.Single(Snippet.All, snippet => snippet.Page == page && snippet.Language == language);
}
