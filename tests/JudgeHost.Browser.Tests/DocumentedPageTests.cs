using System.Text.Json.Nodes;
using JudgeHost.Tests.Documents;
using LiveSubmissions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace JudgeHost.Browser.Tests;

/// <summary>The pages that the documents show, pasted into an application, in a real browser.</summary>
public sealed class DocumentedPageTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [Fact]
    public async Task The_page_of_getting_started_follows_and_shows_nothing_that_is_older_than_its_rows()
    {
        await using var app = await DocumentedApplication.StartAsync(redis: null, $$"""
            <p id="indicator"></p>
            <script>
              const rendered = [], shown = [], indicator = document.getElementById("indicator");
              const render = rows => rendered.push(...rows), show = update => shown.push(update.revision);
            </script>
            {{DocumentedApplication.Only(DocumentedApplication.GettingStarted, "html").Code}}
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
        await using var app = await DocumentedApplication.StartAsync(redis: null, DocumentedApplication.Only("README.md", "html").Code);
        await app.Services.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(1, 42, SubmissionStatus.Accepted, new JsonObject { ["accuracy"] = 0.95 });
        await using var context = await chromium.NewContextAsync();
        var page = await context.NewPageAsync();

        await page.RunAndWaitForConsoleMessageAsync(
            () => page.GotoAsync(app.Urls.First()),
            new PageRunAndWaitForConsoleMessageOptions { Predicate = static message => message.Text.StartsWith("42 accepted", StringComparison.Ordinal), Timeout = 30_000 });
    }
}
