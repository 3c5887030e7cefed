using JudgeHost.Tests.Browser.Honesty;
using JudgeHost.Tests.Processes;

namespace JudgeHost.Tests.Browser.Outages;

/// <summary>A laptop sleeps for forty seconds, while submissions are judged; when it wakes, its connections are dead and nobody has told it so.</summary>
[Collection(ProcessCollection.Name)]
public sealed class SleepTests(ChromiumFixture chromium, StoppableChromium other)
    : IClassFixture<ChromiumFixture>, IClassFixture<StoppableChromium>
{
    private static readonly TimeSpan Sleep = TimeSpan.FromSeconds(40);

    /// <remarks>
    /// Three pages are frozen, each with its face: they are told when they wake. A browser is stopped as a whole, with all of its processes: its pages
    /// are told nothing, and find themselves later than they thought.
    /// </remarks>
    [Fact]
    public async Task Pages_that_slept_are_right_and_honest_from_the_moment_they_wake()
    {
        await using var lab = await OutageLab.StartAsync(chromium);
        var stopped = await lab.OpenAsync(other.Chromium, OutageLab.ByWebSocket);
        var began = Span.Now;
        var frozen = await Task.WhenAll(lab.Pages.Select(FrozenPage.FreezeAsync));
        await other.StopAsync();
        lab.BlackHole();

        await lab.JudgeMeanwhileAsync();
        await Span.UntilPastAsync(began, Sleep);
        await Task.WhenAll(frozen.Select(page => page.WakeAsync()));
        await other.ContinueAsync();

        // The network is not back yet. Whatever came before the sleep is old.
        var all = lab.Pages.Append(stopped).ToList();
        await Task.WhenAll(all.Select(page => page.UntilAsync("a page that wakes is not live", static state => state != "live")));
        lab.NoteOutage(began);
        stopped.Watch.Note(new Span(began, Span.Now));
        lab.LetThrough();

        await Task.WhenAll(all.Select(page => page.EndsRightAsync()));
        foreach (var page in all)
        {
            var asleep = (await page.RecordingAsync()).Asleep.Max(static nap => nap.Length);
            Assert.True(asleep > Sleep.TotalMilliseconds - 1_000, $"problem {page.Problem}'s page slept for {asleep:0} ms only");
        }
    }
}
