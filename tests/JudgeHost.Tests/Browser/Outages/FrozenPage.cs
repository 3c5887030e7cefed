using Microsoft.Playwright;

namespace JudgeHost.Tests.Browser.Outages;

/// <summary>A page that the browser has frozen: none of its code runs, no timer, no message.</summary>
internal sealed class FrozenPage(ICDPSession browser)
{
    public static async Task<FrozenPage> FreezeAsync(WatchedPage page)
    {
        var browser = await page.Page.Browser.Context.NewCDPSessionAsync(page.Page.Browser);
        await SetAsync(browser, "frozen");
        return new FrozenPage(browser);
    }

    public Task WakeAsync() => SetAsync(browser, "active");

    private static Task SetAsync(ICDPSession browser, string state) =>
        browser.SendAsync("Page.setWebLifecycleState", new Dictionary<string, object> { ["state"] = state });
}
