using Microsoft.Playwright;

namespace JudgeHost.Browser.Tests;

/// <summary>One browser for a class of tests; each test has a profile of its own.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--no-first-run",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        // What a page is waited for is a condition and no measure of speed: two processors run the judge's processes, Redis and the browser.
        Assertions.SetDefaultExpectTimeout(20_000);
        var executable = ChromiumExecutable.Find();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = executable, Args = Arguments });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>The browser's processes: its own, its network's, its pages'.</summary>
    internal async Task<IReadOnlyList<string>> ProcessIdsAsync()
    {
        var session = await _browser!.NewBrowserCDPSessionAsync();
        var answer = await session.SendAsync("SystemInfo.getProcessInfo");
        await session.DetachAsync();
        return [.. answer!.Value.GetProperty("processInfo").EnumerateArray().Select(static process => process.GetProperty("id").ToString())];
    }

    /// <summary>A new profile: what its pages remember, no other test knows.</summary>
    internal Task<IBrowserContext> NewContextAsync(int width = 1280, int height = 900) =>
        _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            Locale = "en-GB",

            // Without a graphics card, an animation that runs for ever costs a third of a processor.
            ReducedMotion = ReducedMotion.Reduce,
        });
}
