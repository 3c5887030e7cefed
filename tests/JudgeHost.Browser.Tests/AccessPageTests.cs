using JudgeHost.Tests.Processes;
using Microsoft.Playwright;

namespace JudgeHost.Browser.Tests;

/// <summary>The page for people who use a keyboard, a phone, or listen.</summary>
[Collection(ProcessCollection.Name)]
public sealed class AccessPageTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [Fact]
    public async Task A_file_is_uploaded_with_the_keyboard_alone()
    {
        await using var judge = await Judge.OneProcessAsync();
        await using var context = await chromium.NewContextAsync();
        var page = await SubmissionsPage.OpenAsync(context, judge.PageUrl, problem: 2);
        var keyboard = page.Browser.Keyboard;

        // Subscribe before the chooser opens: the browser needs some time until it reports choosers, and does not report one that opened before.
        var chosen = new TaskCompletionSource<IFileChooser>(TaskCreationOptions.RunContinuationsAsynchronously);
        page.Browser.FileChooser += (_, opened) => chosen.TrySetResult(opened);

        await TabToAsync(page.Browser, "file");
        Assert.True(await page.Browser.EvaluateAsync<bool>("getComputedStyle(document.querySelector('.drop')).outlineStyle === 'solid'"));
        await keyboard.PressAsync("Enter");
        var chooser = await chosen.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await chooser.SetFilesAsync(SubmissionsPage.File(Datasets.Right("iris")));
        await TabToAsync(page.Browser, "participant");
        await keyboard.TypeAsync("ada");
        await keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Browser.Locator("#upload-message")).ToHaveTextAsync("Submission #1 is in the queue.");
        await page.UntilStatusAsync(1, "accepted");
        await Assertions.Expect(page.Browser.Locator("#announcer")).ToContainTextAsync("Submission 1: accepted, Accuracy 1.0000.");
        await Assertions.Expect(page.Browser.Locator("#participant")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Pages_are_readable_on_a_phone()
    {
        await using var judge = await Judge.OneProcessAsync();
        await judge.Api.UntilAsync(await judge.Api.UploadAsync(1, Datasets.Right("digits"), new string('m', 64)), "accepted");
        await judge.Api.UntilAsync(await judge.Api.UploadAsync(1, "id,prediction\n1," + new string('7', 64) + "\n"), "rejected");
        await using var context = await chromium.NewContextAsync(width: 360, height: 740);

        var page = await SubmissionsPage.OpenAsync(context, judge.PageUrl);
        await Assertions.Expect(page.Row(2)).ToBeVisibleAsync();
        Assert.Equal(360, await WidthAsync(page.Browser));
        await page.Browser.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Problems" }).ClickAsync();
        await Assertions.Expect(page.Browser.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Iris" })).ToBeVisibleAsync();
        Assert.Equal(360, await WidthAsync(page.Browser));
    }

    private static Task<int> WidthAsync(IPage page) => page.EvaluateAsync<int>("document.documentElement.scrollWidth");

    private static async Task TabToAsync(IPage page, string id)
    {
        for (var presses = 0; presses < 15; presses++)
        {
            if (await page.EvaluateAsync<string>("document.activeElement.id") == id) return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"15 presses of Tab do not lead to #{id}.");
    }
}
