using JudgeHost.Tests.Processes;
using Microsoft.Playwright;

namespace JudgeHost.Browser.Tests;

/// <summary>What must happen in every topology: one page uploads, another that was open before follows.</summary>
/// <remarks>
/// A page may be given only the newest of two states that follow each other within milliseconds. So every worker is kept busy while the file is
/// uploaded: it is queued for as long as they take, and must be seen so.
/// </remarks>
internal static class WholeFlow
{
    /// <summary>One evaluation at a time in each worker process, and a long one.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Judge__Workers"] = "1",
        ["Judge__BootstrapResamples"] = "50000",
    };

    public static async Task UploadIsFollowedAsync(ChromiumFixture chromium, Judge judge, int workers)
    {
        await using var context = await chromium.NewContextAsync();
        var follower = await SubmissionsPage.OpenAsync(context, judge.PageUrl);
        var uploader = await SubmissionsPage.OpenAsync(context, judge.PageUrl);

        for (var busy = 1; busy <= workers; busy++)
        {
            await uploader.UploadAsync(Datasets.DigitsWithErrors(300), "grace");
            await follower.UntilStatusAsync(busy, "evaluating");
        }

        var watched = workers + 1;
        await uploader.UploadAsync(Datasets.DigitsWithErrors(90), "ada");
        await follower.UntilStatusAsync(watched, "accepted");
        await uploader.UntilStatusAsync(watched, "accepted");

        Assert.Equal(["queued", "evaluating", "accepted"], follower.StatusesOf(watched));
        await ShowsTheResultAsync(follower.Row(watched));
        await ShowsTheResultAsync(uploader.Row(watched));
        Assert.Equal("0.9499", await follower.Browser.Locator("#best-score").InnerTextAsync());
        WritesTheLines(follower, judge, watched);
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
    private static void WritesTheLines(SubmissionsPage page, Judge judge, int submission)
    {
        var message = $$$"""{"type":"submission_update","submission_id":{{{submission}}},"status":"accepted","metrics":{"accuracy":0.949""";
        Contains($"[WebSocket] Attempting to connect to: ws://localhost:{judge.BackendPort}/ws/problems/1/submissions/");
        Contains("[WebSocket] Connected successfully for problem submissions");
        Contains("[WebSocket] Message received: " + message);
        Contains($"[WebSocket] Updating submission {submission}: status=accepted");
        Contains($$"""[WebSocket] Updated submission state: {"submission_id":{{submission}},""");

        void Contains(string start) => Assert.Contains(page.Console, line => line.StartsWith(start, StringComparison.Ordinal));
    }
}
