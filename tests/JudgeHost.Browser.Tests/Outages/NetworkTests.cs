using JudgeHost.Browser.Tests.Honesty;

namespace JudgeHost.Browser.Tests.Outages;

/// <summary>The browser's network is gone for ten seconds.</summary>
[Collection(OutageCollection.Name)]
public sealed class NetworkTests(OutageLab lab)
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Tabs_that_were_offline_for_ten_seconds_end_right()
    {
        await using var pages = await lab.OpenPagesAsync();
        var began = Span.Now;
        await pages.EachAsync(static page => page.SetOfflineAsync(true));
        lab.BlackHole();
        await pages.UntilNoneIsLiveAsync("an offline page is not live");
        await lab.JudgeAsync();
        await Span.UntilPastAsync(began, Outage);
        pages.NoteOutage(began);
        lab.LetThrough();
        await pages.EachAsync(static page => page.SetOfflineAsync(false));

        await pages.EndRightAsync();
    }

    [Fact]
    public async Task When_everything_vanishes_on_the_way_for_ten_seconds_the_pages_notice_by_themselves_and_end_right()
    {
        await using var pages = await lab.OpenPagesAsync();
        var began = Span.Now;
        lab.BlackHole();
        await lab.JudgeAsync();
        await Span.UntilPastAsync(began, Outage);
        pages.NoteOutage(began);
        foreach (var page in await pages.RecordingsAsync()) Assert.NotEqual("live", page.States.Last());
        lab.LetThrough();

        await pages.EndRightAsync();
    }
}
