using LiveSubmissions;
using Microsoft.Playwright;

namespace JudgeHost.Browser.Tests.Site;

/// <summary>
/// Twenty tabs of one browser where no WebSocket gets through, over HTTP/1.1: a browser has six connections to a server for all its tabs together.
/// </summary>
/// <remarks>A headless browser takes every tab for visible, whichever is in front: here the test says which one is looked at, and tells the page so.</remarks>
public sealed class ManyTabsTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private const int Tabs = 20;

    private const float Deadline = 30_000;

    private const string Visibility =
        """
        Object.defineProperty(document, "visibilityState", { configurable: true, get: () => window.isAway ? "hidden" : "visible" });
        window.look = (isAway) => {
          window.isAway = isAway;
          document.dispatchEvent(new Event("visibilitychange"));
        };
        """;

    private const string Show =
        """
        async () => {
          const before = window.states.length;
          window.look(false);
          while (!window.states.at(-1).startsWith("live")) await new Promise((resolve) => setTimeout(resolve, 5));
          return window.states.slice(before).join();
        }
        """;

    [Fact]
    public async Task Every_document_loads_and_the_tab_that_is_looked_at_is_live_and_right()
    {
        await using var site = await ClientSite.StartAsync();
        await using var context = await chromium.NewContextAsync();
        await context.AddInitScriptAsync(Visibility);
        context.SetDefaultTimeout(Deadline);
        var pages = new List<IPage>();
        for (var problem = 1; problem <= Tabs; problem++)
        {
            if (pages.Count > 0) await HideAsync(pages[^1]);
            var page = await context.NewPageAsync();
            pages.Add(page);
            await page.GotoAsync(site.PageOf(problem));
            await page.WaitForFunctionAsync("window.states?.at(-1) === 'live SSE'");
        }

        for (var problem = 1; problem <= Tabs; problem++) await site.Broadcaster.BroadcastAsync(problem, 42, SubmissionStatus.Accepted);
        await HideAsync(pages[^1]);
        foreach (var page in pages)
        {
            var states = await page.EvaluateAsync<string>(Show);

            // No try failed.
            Assert.Equal("connecting,live SSE", states);
            await page.WaitForFunctionAsync("document.getElementById('status').textContent === 'accepted'");
            await HideAsync(page);
        }
    }

    private static Task HideAsync(IPage page) => page.EvaluateAsync("window.look(true)");
}
