using JudgeHost.Tests.Processes;
using Microsoft.Playwright;

namespace JudgeHost.Tests.Browser;

/// <summary>What must happen in every topology: one page uploads, another that was open before follows.</summary>
internal static class WholeFlow
{
    public static async Task UploadIsFollowedAsync(ChromiumFixture chromium, Judge judge)
    {
        await using var context = await chromium.NewContextAsync();
        var follower = await SubmissionsPage.OpenAsync(context, judge.PageUrl);
        var uploader = await SubmissionsPage.OpenAsync(context, judge.PageUrl);

        await uploader.UploadAsync(Datasets.DigitsWithErrors(90), "ada");
        await follower.UntilStatusAsync(1, "accepted");
        await uploader.UntilStatusAsync(1, "accepted");

        Assert.Equal(["queued", "evaluating", "accepted"], follower.StatusesOf(1));
        await ShowsTheResultAsync(follower.Row(1));
        await ShowsTheResultAsync(uploader.Row(1));
        Assert.Equal("0.9499", await follower.Browser.Locator("#best-score").InnerTextAsync());
        WritesTheLines(follower, judge);
        foreach (var page in new[] { follower, uploader })
        {
            Assert.False(await page.WasReloadedAsync());
            Assert.Empty(page.Errors);
            Assert.Equal("Live", await page.ConnectionAsync());
        }
    }

    private static async Task ShowsTheResultAsync(ILocator row)
    {
        await Assertions.Expect(row.Locator(".submission-participant")).ToHaveTextAsync("ada");
        await Assertions.Expect(row.Locator(".submission-best")).ToBeVisibleAsync();
        await Assertions.Expect(row.Locator(".metrics > div").First).ToContainTextAsync("Accuracy");
        await Assertions.Expect(row.Locator(".metrics > div").First).ToContainTextAsync("0.9499");
        await Assertions.Expect(row.Locator(".metrics > div").First).ToContainTextAsync(" to ");
        await Assertions.Expect(row.Locator(".metrics > div").Nth(1)).ToContainTextAsync("Macro F1");
        await Assertions.Expect(row.Locator(".progress")).ToBeHiddenAsync();
    }

    /// <summary>The lines of the console that people look for when something seems wrong.</summary>
    private static void WritesTheLines(SubmissionsPage page, Judge judge)
    {
        const string Message = """{"type":"submission_update","submission_id":1,"status":"accepted","metrics":{"accuracy":0.949""";
        Contains($"[WebSocket] Attempting to connect to: ws://localhost:{judge.BackendPort}/ws/problems/1/submissions/");
        Contains("[WebSocket] Connected successfully for problem submissions");
        Contains("[WebSocket] Message received: " + Message);
        Contains("[WebSocket] Updating submission 1: status=accepted");
        Contains("""[WebSocket] Updated submission state: {"submission_id":1,""");

        void Contains(string start) => Assert.Contains(page.Console, line => line.StartsWith(start, StringComparison.Ordinal));
    }
}
