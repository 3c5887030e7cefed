using JudgeHost.Browser.Tests.Honesty;
using LiveSubmissions.Contracts;

namespace JudgeHost.Browser.Tests.Outages;

/// <summary>What the pages follow is restarted.</summary>
[Collection(OutageCollection.Name)]
public sealed class RestartTests(OutageLab lab)
{
    private string Dump => Path.Combine(lab.Feed.DirectoryPath, "dump.rdb");

    [Fact]
    public async Task A_backend_that_crashes_and_is_started_again_while_submissions_are_judged()
    {
        await using var pages = await lab.OpenPagesAsync();
        var began = Span.Now;
        var sent = await lab.StartJudgingAsync();
        await lab.Judge.Backend.KillAsync();
        await pages.UntilNoneIsLiveAsync("a page without a backend is not live");
        foreach (var id in sent)
        {
            await Eventually.TrueAsync(
                () => lab.Judge.Workers[0].Says($"[WORKER] Submission {id} evaluation finished"), "the worker goes on", TimeSpan.FromSeconds(60));
        }

        pages.NoteOutage(began);
        await lab.Judge.RestartBackendAsync();

        await pages.EndRightAsync();
        foreach (var page in await pages.RecordingsAsync()) Assert.DoesNotContain("resynchronising", page.States);
    }

    [Fact]
    public async Task A_backend_that_is_stopped_says_1001_and_the_pages_come_back_when_it_does()
    {
        await using var pages = await lab.OpenPagesAsync();
        var began = Span.Now;
        await lab.Judge.Backend.StopAsync();
        Assert.Contains(1001, (await pages.ByWebSocket.RecordingAsync()).Closes);
        await pages.UntilNoneIsLiveAsync("a page without a backend is not live");
        pages.NoteOutage(began);
        await lab.Judge.RestartBackendAsync();
        await lab.JudgeAsync();

        await pages.EndRightAsync();
    }

    [Fact]
    public async Task A_redis_that_forgets_everything_makes_the_pages_ask_the_judge()
    {
        await using var pages = await lab.OpenPagesAsync();
        var began = Span.Now;
        await lab.Feed.StopAsync();
        await lab.JudgeAsync();
        File.Delete(Dump);
        pages.NoteOutage(began);
        await lab.Feed.RestartAsync();
        await lab.JudgeAsync();

        await Eventually.TrueAsync(
            async () => (await pages.RecordingsAsync()).All(static page => page.Heard.Any(static message => message.Type == "resync")),
            "every page is told to resync");
        await pages.EndRightAsync();
    }

    [Fact]
    public async Task A_redis_that_remembers_lets_the_pages_go_on_from_where_they_were()
    {
        await using var pages = await lab.OpenPagesAsync();
        var began = Span.Now;
        await lab.Feed.AskAsync("SAVE");
        await lab.Feed.StopAsync();
        await lab.JudgeAsync();
        pages.NoteOutage(began);
        await lab.Feed.RestartAsync();
        await lab.JudgeAsync();

        await pages.EndRightAsync();
        foreach (var page in await pages.RecordingsAsync()) Assert.DoesNotContain(page.Heard, static message => message.Type == "resync");
    }
}
