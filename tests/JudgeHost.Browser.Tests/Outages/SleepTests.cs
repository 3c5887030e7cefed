using JudgeHost.Browser.Tests.Honesty;

namespace JudgeHost.Browser.Tests.Outages;

/// <summary>A laptop sleeps for twenty seconds, four times as long as a page may say that it is live, while submissions are judged; when it wakes, its connections are dead and nobody has told it so.</summary>
[Collection(OutageCollection.Name)]
public sealed class SleepTests(OutageLab lab, StoppableChromium laptop) : IClassFixture<StoppableChromium>
{
    private static readonly TimeSpan Sleep = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Pages_that_slept_are_right_and_honest_from_the_moment_they_wake()
    {
        await using var pages = await lab.OpenPagesAsync(laptop.Chromium);
        var began = Span.Now;
        await laptop.SleepAsync();
        lab.BlackHole();
        await lab.JudgeAsync();
        await Span.UntilPastAsync(began, Sleep);
        await laptop.WakeAsync();

        // The network is not back yet, and what the pages know is from before they slept.
        await pages.UntilNoneIsLiveAsync("a page that wakes is not live");
        pages.NoteOutage(began);
        lab.LetThrough();

        await pages.EndRightAsync();
        foreach (var page in await pages.RecordingsAsync())
        {
            Assert.InRange(page.Asleep.Max(static nap => nap.Length), Sleep.TotalMilliseconds - 1_000, double.MaxValue);
        }
    }
}
