using JudgeHost.Browser.Tests.Honesty;

namespace JudgeHost.Browser.Tests.Outages;

/// <summary>The backend's Redis is gone while the pages' connections live: nothing breaks that a browser could see.</summary>
[Collection(OutageCollection.Name)]
public sealed class RedisGoneTests(OutageLab lab)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_say_within_the_limit_that_they_may_be_old_and_are_live_again_afterwards(bool halfOpen)
    {
        await using var pages = await lab.OpenPagesAsync();
        var began = Span.Now;
        if (halfOpen) await lab.Feed.FreezeAsync();
        else await lab.Feed.KillAsync();
        await Span.UntilPastAsync(began, OutageLab.Limit);
        await pages.EachAsync(static page => page.UntilAsync("the page says that it may be old", static state => state == "stale"));
        await lab.JudgeAsync();
        Assert.Empty((await pages.ByWebSocket.RecordingAsync()).Closes);

        // Who comes back meanwhile is told at once that it may be old, before it could say that it is live.
        await lab.Proxy.GoAwayAsync();
        await pages.ByWebSocket.UntilAsync("the page says again that it may be old", static state => state == "stale");
        pages.NoteOutage(began);
        if (halfOpen) await lab.Feed.ThawAsync();
        else await lab.Feed.RestartAsync();
        await lab.JudgeAsync();

        await pages.EndRightAsync();
    }
}
