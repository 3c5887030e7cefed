using LiveSubmissions;
using LiveSubmissions.Contracts;
using Microsoft.Playwright;

namespace JudgeHost.Browser.Tests.Site;

/// <summary>A page that loads itself anew for a resync, and is answered as it was before, for instance by a cache.</summary>
public sealed class ReloadTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <param name="position">What the page gives as its position.</param>
    /// <param name="onResync">What it does for a resync.</param>
    /// <param name="reason">Why it then says that it is stale.</param>
    /// <param name="reloads">How many times it was loaded anew.</param>
    [Theory]
    [InlineData("\"gone:1\"", "\"reload\"", "reloaded", 1)]
    [InlineData("\"gone:1\"", "() => location.reload()", "reloaded", 1)]
    [InlineData("null", "\"reload\"", "unknown", 0)]
    [InlineData("null", "() => location.reload()", "reloaded", 1)]
    public async Task It_is_loaded_anew_once_for_one_resync_and_then_says_that_it_is_stale(string position, string onResync, string reason, int reloads)
    {
        await using var site = await ClientSite.StartAsync(position, onResync);
        await using var context = await chromium.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(site.PageOf(1));
        await UntilAsync(page, $"states.at(-1) === 'stale {reason}'");

        // It follows all the same, and an update that comes makes it no better.
        await site.Broadcaster.BroadcastAsync(1, 42, SubmissionStatus.Accepted);
        await UntilAsync(page, "document.getElementById('status').textContent === 'accepted'");

        Assert.Equal($"stale {reason}", await page.EvaluateAsync<string>("states.at(-1)"));
        Assert.Equal(1 + reloads, site.Documents);
    }

    private static Task UntilAsync(IPage page, string condition) => Eventually.TrueAsync(
        async () =>
        {
            try
            {
                return await page.EvaluateAsync<bool>($"() => Boolean(window.states) && {condition}");
            }
            catch (PlaywrightException)
            {
                return false; // It is being loaded anew.
            }
        },
        condition,
        Deadline);
}
