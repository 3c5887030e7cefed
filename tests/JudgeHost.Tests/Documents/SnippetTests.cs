using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using JudgeHost.Tests.Browser;
using JudgeHost.Tests.Documents.Application;
using LiveSubmissions;
using LiveSubmissions.AspNetCore;
using LiveSubmissions.Contracts;
using LiveSubmissions.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;

namespace JudgeHost.Tests.Documents;

/// <summary>What the documents show can be copied: it compiles, it parses, and what is there to be pasted into an application does what it says.</summary>
public sealed class SnippetTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private const string GettingStarted = "docs/getting-started.md";

    [Fact]
    public void Every_snippet_in_CSharp_compiles() => Assert.NotNull(SnippetCompiler.Assembly);

    [Fact]
    public async Task Every_script_and_command_parses()
    {
        var node = Assert.Single(Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, ".playwright", "node"), "node", SearchOption.AllDirectories));
        foreach (var snippet in Snippet.All)
        {
            if (snippet.Language is "js" or "html" && snippet.Script.Length > 0) await AssertRunsAsync(snippet, snippet.Script, node, "--input-type=module", "--check", "-");
            if (snippet.Language == "sh") await AssertRunsAsync(snippet, snippet.Code, "bash", "-n");
        }

        Assert.All(Snippet.All, static snippet => Assert.Contains(snippet.Language, new[] { "csharp", "html", "js", "json", "sh", "text" }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_list_of_getting_started_answers_with_a_position_or_without_one_while_Redis_is_away(bool isAway)
    {
        await using var app = await StartAsync(isAway ? $"redis://127.0.0.1:{FreePort.Next()}" : null);
        using var http = new HttpClient();

        var list = await http.GetFromJsonAsync<JsonObject>($"{app.Urls.First()}/api/problems/1/submissions");

        Assert.Equal(isAway, list!["position"] is null);
        Assert.Equal("""[{"submission_id":42,"status":"accepted","metrics":{"accuracy":0.95},"revision":5}]""", list["submissions"]!.ToJsonString());
    }

    [Fact]
    public async Task The_page_of_getting_started_follows_and_shows_nothing_that_is_older_than_its_rows()
    {
        await using var app = await StartAsync(redis: null, $$"""
            <p id="indicator"></p>
            <script>
              const rendered = [], shown = [], indicator = document.getElementById("indicator");
              const render = rows => rendered.push(...rows), show = update => shown.push(update.revision);
            </script>
            {{Only(GettingStarted, "html").Code}}
            """);
        var broadcaster = app.Services.GetRequiredService<ISubmissionBroadcaster>();
        await using var context = await chromium.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(app.Urls.First());
        await Assertions.Expect(page.Locator("#indicator")).ToHaveTextAsync("live", new LocatorAssertionsToHaveTextOptions { Timeout = 30_000 });

        await broadcaster.BroadcastAsync(1, 42, SubmissionStatus.Evaluating, revision: 4);
        await broadcaster.BroadcastAsync(1, 42, SubmissionStatus.Rejected, revision: 6);

        await page.WaitForFunctionAsync("shown.includes(6)");
        Assert.Equal("6", await page.EvaluateAsync<string>("shown.join()"));
        Assert.Equal(42, await page.EvaluateAsync<int>("rendered[0].submission_id"));
    }

    [Fact]
    public async Task The_page_of_the_README_says_what_is_broadcast()
    {
        await using var app = await StartAsync(redis: null, Only("README.md", "html").Code);
        await app.Services.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(1, 42, SubmissionStatus.Accepted, new JsonObject { ["accuracy"] = 0.95 });
        await using var context = await chromium.NewContextAsync();
        var page = await context.NewPageAsync();

        await page.RunAndWaitForConsoleMessageAsync(
            () => page.GotoAsync(app.Urls.First()),
            new PageRunAndWaitForConsoleMessageOptions { Predicate = static message => message.Text.StartsWith("42 accepted", StringComparison.Ordinal), Timeout = 30_000 });
    }

    [Fact]
    public async Task The_settings_of_getting_started_stand_in_a_configuration_file()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(Only(GettingStarted, "json").Code)));
        await SnippetCompiler.RunAsync(Assert.Single(SnippetCompiler.Snippets, static snippet => snippet.Code.Contains("ErrorOnUnknownConfiguration", StringComparison.Ordinal)), builder);
        await using var app = builder.Build();

        var options = app.Services.GetRequiredService<IOptions<LiveSubmissionsOptions>>().Value;
        Assert.Equal(TimeSpan.FromSeconds(5), options.Feed.HeartbeatInterval);
        Assert.Contains("wrong_answer", options.TerminalStatuses);
        Assert.Contains(SubmissionStatus.Accepted, options.TerminalStatuses);
        Assert.Equal(TimeSpan.FromSeconds(2), app.Services.GetRequiredService<IOptions<RedisTransportOptions>>().Value.AttemptTimeout);
        Assert.Equal(["https://judge.example"], app.Services.GetRequiredService<IOptions<WebEndpointsOptions>>().Value.AllowedOrigins);
    }

    /// <summary>An application with the list of getting-started, and one row.</summary>
    private static async Task<WebApplication> StartAsync(string? redis, string page = "")
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

    private static Snippet Only(string page, string language) => Assert.Single(Snippet.All, snippet => snippet.Page == page && snippet.Language == language);

    private static async Task AssertRunsAsync(Snippet snippet, string input, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{snippet} does not parse: {error}");
    }
}
