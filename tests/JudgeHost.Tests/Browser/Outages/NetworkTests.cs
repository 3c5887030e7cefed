using JudgeHost.Tests.Browser.Honesty;
using JudgeHost.Tests.Processes;

namespace JudgeHost.Tests.Browser.Outages;

/// <summary>The browser's network is gone for ten seconds.</summary>
[Collection(ProcessCollection.Name)]
public sealed class NetworkTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Tabs_that_were_offline_for_ten_seconds_end_right()
    {
        await using var lab = await OutageLab.StartAsync(chromium);
        var began = Span.Now;
        await SetOfflineAsync(lab, true);
        lab.BlackHole();
        await Task.WhenAll(lab.Pages.Select(page => page.UntilAsync("an offline page is not live", static state => state != "live")));
        await lab.JudgeMeanwhileAsync();
        await Span.UntilPastAsync(began, Outage);
        lab.NoteOutage(began);
        lab.LetThrough();
        await SetOfflineAsync(lab, false);

        await lab.EndRightAsync();
    }

    [Fact]
    public async Task When_everything_vanishes_on_the_way_for_ten_seconds_the_pages_notice_by_themselves_and_end_right()
    {
        await using var lab = await OutageLab.StartAsync(chromium);
        var began = Span.Now;
        lab.BlackHole();
        await lab.JudgeMeanwhileAsync();
        await Span.UntilPastAsync(began, Outage);
        foreach (var page in lab.Pages) Assert.NotEqual("live", await page.StateAsync());
        lab.NoteOutage(began);
        lab.LetThrough();

        await lab.EndRightAsync();
    }

    private static Task SetOfflineAsync(OutageLab lab, bool offline) =>
        Task.WhenAll(lab.Pages.Select(page => page.Page.Browser.Context.SetOfflineAsync(offline)));
}
