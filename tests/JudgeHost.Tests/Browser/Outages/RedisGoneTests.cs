using JudgeHost.Tests.Browser.Honesty;
using JudgeHost.Tests.Processes;

namespace JudgeHost.Tests.Browser.Outages;

/// <summary>The backend's Redis is gone while the pages' connections live: nothing breaks that a browser could see.</summary>
[Collection(ProcessCollection.Name)]
public sealed class RedisGoneTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_say_within_the_limit_that_they_may_be_old_and_are_live_again_afterwards(bool halfOpen)
    {
        await using var lab = await OutageLab.StartAsync(chromium);
        var began = Span.Now;
        if (halfOpen) await lab.Feed.FreezeAsync();
        else await lab.Feed.KillAsync();

        var closes = (await lab.Pages[0].RecordingAsync()).Closes.Count;
        await Span.UntilPastAsync(began, OutageLab.Limit);
        foreach (var page in lab.Pages) await page.UntilAsync("the page says that it may be old", static state => state == "stale");
        await lab.JudgeMeanwhileAsync();
        Assert.Equal(closes, (await lab.Pages[0].RecordingAsync()).Closes.Count);

        // Who is opened now is told at once, too.
        await lab.Proxy.GoAwayAsync();
        await Span.UntilPastAsync(began, 2 * OutageLab.Limit);
        foreach (var page in lab.Pages) Assert.NotEqual("live", await page.StateAsync());

        lab.NoteOutage(began);
        if (halfOpen) await lab.Feed.ThawAsync();
        else await lab.Feed.RestartAsync();
        await lab.JudgeMeanwhileAsync();

        await lab.EndRightAsync();
    }
}
