using JudgeHost.Tests.Processes;
using LiveSubmissions.Contracts;
using Microsoft.Playwright;

namespace JudgeHost.Browser.Tests;

/// <summary>The page of a judge that is one process, in memory.</summary>
[Collection(ProcessCollection.Name)]
public sealed class OneProcessPageTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [Fact]
    public async Task An_upload_is_followed_to_its_end_without_a_reload()
    {
        await using var judge = await Judge.OneProcessAsync(WholeFlow.Settings);

        await WholeFlow.UploadIsFollowedAsync(chromium, judge, workers: 1);
    }

    [Fact]
    public async Task A_malformed_file_shows_line_and_reason_and_names_are_only_ever_text()
    {
        await using var judge = await Judge.OneProcessAsync();
        await using var context = await chromium.NewContextAsync();
        var page = await SubmissionsPage.OpenAsync(context, judge.PageUrl);
        const string Name = "<img src=x onerror=\"window.injected = true\">";

        await page.UploadAsync("id,prediction\n1,seven\n", Name);
        await page.UntilStatusAsync(1, "rejected");

        await Assertions.Expect(page.Row(1).Locator(".submission-reason")).ToContainTextAsync("Line 2: ");
        await Assertions.Expect(page.Row(1).Locator(".submission-reason")).ToContainTextAsync("seven");
        await Assertions.Expect(page.Row(1).Locator(".submission-participant")).ToHaveTextAsync(Name);
        Assert.Equal(0, await page.Browser.Locator("main img").CountAsync());
        Assert.True(await page.Browser.EvaluateAsync<bool>("window.injected === undefined"));
        await Assertions.Expect(page.Browser.Locator("#announcer")).ToContainTextAsync("Submission 1: rejected.");
    }

    [Fact]
    public async Task The_page_survives_a_crash_of_the_judge_says_so_and_ends_right()
    {
        await using var judge = await Judge.OneProcessAsync();
        await using var context = await chromium.NewContextAsync();
        var page = await SubmissionsPage.OpenAsync(context, judge.PageUrl);
        await page.UploadAsync(Datasets.Right("digits"), "ada");
        await page.UntilStatusAsync(1, "accepted");

        await judge.Backend.KillAsync();
        await page.UntilConnectionAsync("Reconnecting");
        await Assertions.Expect(page.Browser.Locator("#connection-notice")).ToContainTextAsync("The live connection is lost.");
        await page.UploadAsync(Datasets.Right("digits"), "ada");
        await Assertions.Expect(page.Browser.Locator("#upload-message")).ToContainTextAsync("cannot be reached");

        await judge.RestartAsync();
        await page.UntilConnectionAsync("Live");

        // The log was in memory and is gone: the page was told, and asked the judge for its rows.
        Assert.Equal(["live", "reconnecting", "resynchronising", "live"], await page.ConnectionStatesAsync());
        await page.UploadAsync(Datasets.DigitsWithErrors(90), "grace");
        await page.UntilStatusAsync(2, "accepted");
        await Assertions.Expect(page.Row(1).Locator(".status-word")).ToHaveTextAsync("accepted");
        await Assertions.Expect(page.Row(1).Locator(".submission-best")).ToBeVisibleAsync();
        Assert.False(await page.WasReloadedAsync());
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task A_rejudge_runs_in_place_and_leaves_the_focus_where_it_is()
    {
        await using var judge = await Judge.OneProcessAsync();
        await using var context = await chromium.NewContextAsync();
        var page = await SubmissionsPage.OpenAsync(context, judge.PageUrl, problem: 3);
        await page.UploadAsync(Datasets.Right("diabetes"), "ada");
        await page.UntilStatusAsync(1, "accepted");

        var button = page.Row(1).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Rejudge submission 1" });
        await button.PressAsync("Enter");
        await Assertions.Expect(page.Row(1).Locator(".submission-attempt")).ToHaveTextAsync("attempt 2");
        await Eventually.TrueAsync(() => page.StatusesOf(1).Count(status => status == "accepted") == 2, "the second attempt is accepted");

        await Assertions.Expect(button).ToBeFocusedAsync();
        await Assertions.Expect(button).ToHaveAttributeAsync("aria-disabled", "false");
        await Assertions.Expect(page.Browser.Locator("#best-metric")).ToHaveTextAsync("RMSE, lower is better");
    }
}
