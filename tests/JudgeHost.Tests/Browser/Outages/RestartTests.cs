using JudgeHost.Tests.Browser.Honesty;
using JudgeHost.Tests.Processes;
using LiveSubmissions.Contracts;

namespace JudgeHost.Tests.Browser.Outages;

/// <summary>What the pages follow is restarted.</summary>
[Collection(ProcessCollection.Name)]
public sealed class RestartTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [Fact]
    public async Task A_backend_that_crashes_and_is_started_again_while_submissions_are_judged()
    {
        await using var lab = await OutageLab.StartAsync(chromium);
        foreach (var problem in new[] { OutageLab.ByWebSocket, OutageLab.ByEvents, OutageLab.ByPolling }) await lab.StartJudgingAsync(problem);
        var began = Span.Now;
        await lab.Judge.Backend.KillAsync();
        await Task.WhenAll(lab.Pages.Select(page => page.UntilAsync("a page without a backend is not live", static state => state != "live")));

        // Submission 8 is the last that was sent, before the first one's second attempt at most.
        await Eventually.TrueAsync(
            () => lab.Judge.Workers[0].Says("[WORKER] Submission 9 evaluation finished"), "the worker goes on", TimeSpan.FromSeconds(60));
        await lab.Judge.RestartBackendAsync();
        lab.NoteOutage(began);

        await lab.EndRightAsync();
        foreach (var page in lab.Pages) Assert.DoesNotContain("resynchronising", (await page.RecordingAsync()).States);
    }

    [Fact]
    public async Task A_backend_that_is_stopped_says_1001_and_the_pages_come_back_when_it_does()
    {
        await using var lab = await OutageLab.StartAsync(chromium);
        var began = Span.Now;
        await lab.Judge.Backend.StopAsync();
        Assert.Contains(1001, (await lab.Pages[0].RecordingAsync()).Closes);
        await Task.WhenAll(lab.Pages.Select(page => page.UntilAsync("a page without a backend is not live", static state => state != "live")));
        await lab.Judge.RestartBackendAsync();
        lab.NoteOutage(began);
        await lab.JudgeMeanwhileAsync();

        await lab.EndRightAsync();
    }

    [Fact]
    public async Task A_redis_that_forgets_everything_makes_the_pages_ask_the_judge()
    {
        await using var lab = await OutageLab.StartAsync(chromium);
        var began = Span.Now;
        await lab.Feed.StopAsync();
        await lab.JudgeMeanwhileAsync();
        await lab.Feed.RestartAsync();
        lab.NoteOutage(began);
        await lab.JudgeMeanwhileAsync();

        await lab.EndRightAsync();
        foreach (var page in lab.Pages)
        {
            await Eventually.TrueAsync(
                async () => (await page.RecordingAsync()).Heard.Any(static message => message.Type == "resync"), "the page was told to resync");
        }

        await lab.EndRightAsync();
    }

    [Fact]
    public async Task A_redis_that_remembers_lets_the_pages_go_on_from_where_they_were()
    {
        await using var lab = await OutageLab.StartAsync(chromium, "--appendonly", "yes", "--appendfsync", "always");
        var began = Span.Now;
        await lab.Feed.StopAsync();
        await lab.JudgeMeanwhileAsync();
        await lab.Feed.RestartAsync();
        lab.NoteOutage(began);
        await lab.JudgeMeanwhileAsync();

        await lab.EndRightAsync();
        foreach (var page in lab.Pages) Assert.DoesNotContain((await page.RecordingAsync()).Heard, static message => message.Type == "resync");
    }
}
