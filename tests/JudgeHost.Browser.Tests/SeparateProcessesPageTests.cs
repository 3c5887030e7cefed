using JudgeHost.Tests.Processes;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Redis;
using Microsoft.Playwright;

namespace JudgeHost.Browser.Tests;

/// <summary>The page of a judge that is a page, a backend and two workers over a real Redis.</summary>
[Collection(ProcessCollection.Name)]
public sealed class SeparateProcessesPageTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [Fact]
    public async Task An_upload_is_followed_to_its_end_without_a_reload()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var judge = await Judge.SeparateAsync(redis, workers: 2, WholeFlow.Settings);

        await WholeFlow.UploadIsFollowedAsync(chromium, judge, workers: 2);
    }

    [Fact]
    public async Task What_a_worker_finishes_while_the_backend_is_down_appears_when_it_is_back()
    {
        await using var redis = await RedisServer.StartAsync();
        var slowly = new Dictionary<string, string> { ["Judge__BootstrapResamples"] = "20000" };
        await using var judge = await Judge.SeparateAsync(redis, settings: slowly);
        await using var context = await chromium.NewContextAsync();
        var page = await SubmissionsPage.OpenAsync(context, judge.PageUrl);
        await page.UploadAsync(Datasets.Right("digits"), "ada");
        await page.UntilStatusAsync(1, "evaluating");

        await judge.Backend.KillAsync();
        await page.UntilConnectionAsync("Reconnecting");
        await Eventually.TrueAsync(
            () => judge.Workers.Any(worker => worker.Says("[WORKER] Submission 1 evaluation finished: accepted")),
            "a worker finishes",
            TimeSpan.FromSeconds(60));
        Assert.NotEqual("accepted", await page.Row(1).Locator(".status-word").InnerTextAsync());
        await judge.RestartBackendAsync();

        await page.UntilStatusAsync(1, "accepted");
        await page.UntilConnectionAsync("Live");

        // Resumed from its position: Redis has kept the log.
        Assert.Equal(["live", "reconnecting", "live"], await page.ConnectionStatesAsync());
        Assert.False(await page.WasReloadedAsync());
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task A_judge_without_a_feed_still_takes_uploads_and_the_page_says_that_it_is_not_live()
    {
        await using var redis = await RedisServer.StartAsync();
        var blank = new Dictionary<string, string> { ["CHANNEL_LAYER_REDIS_URL"] = "" };
        await using var judge = await Judge.SeparateAsync(redis, workers: 1, settings: blank);
        await using var context = await chromium.NewContextAsync();
        var page = await SubmissionsPage.OpenWithoutWaitingAsync(context, judge.PageUrl);

        await Assertions.Expect(page.Browser.Locator("#connection-notice")).ToContainTextAsync("channel layer is not configured");
        await page.UploadAsync(Datasets.Right("digits"), "ada");
        await Assertions.Expect(page.Row(1)).ToBeVisibleAsync();

        Assert.Equal("Reconnecting", await page.ConnectionAsync());
        Assert.DoesNotContain("[WebSocket] Connected successfully for problem submissions", page.Console);
    }

    [Fact]
    public async Task A_page_that_is_opened_before_its_backend_says_so_and_comes_up_by_itself()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var judge = await Judge.SeparateAsync(redis, workers: 0);
        await judge.Backend.KillAsync();
        await using var context = await chromium.NewContextAsync();

        var page = await SubmissionsPage.OpenWithoutWaitingAsync(context, judge.PageUrl);
        await Assertions.Expect(page.Browser.Locator("#unreachable")).ToContainTextAsync("The judge does not answer");
        Assert.Equal("Not connected", await page.ConnectionAsync());
        await judge.RestartBackendAsync();

        await page.UntilConnectionAsync("Live");
        await Assertions.Expect(page.Browser.Locator("#unreachable")).ToBeHiddenAsync();
        await Assertions.Expect(page.Browser.Locator("#submissions-empty")).ToBeVisibleAsync();
    }
}
