using JudgeHost.Browser.Tests.Honesty;
using JudgeHost.Tests.Processes;
using LiveSubmissions.Contracts;
using Microsoft.Playwright;

namespace JudgeHost.Browser.Tests.Outages;

/// <summary>A page in a profile of its own that is recorded from its beginning.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    /// <summary>What the page shows and what it should, row by row; the page's own way to write metrics is applied to those of the API.</summary>
    private const string Differences =
        """
        async ([rows, scoreMetric]) => {
          const { readMetrics, readReason } = await import("/metrics.js");
          const text = (element) => (element.hidden ? "" : element.textContent);
          const shown = [...document.querySelectorAll(".submission")].map((row) => ({
            id: row.dataset.id,
            status: row.querySelector(".status-word").textContent,
            revision: row.dataset.revision,
            metrics: row.querySelector(".metrics").hidden ? [] : [...row.querySelectorAll(".metrics > div")].map((group) => [...group.children].map(text)),
            reason: text(row.querySelector(".submission-reason")),
          }));
          const right = JSON.parse(rows).map(({ submission_id: id, status, revision, metrics }) => ({
            id: String(id), status, revision: String(revision),
            metrics: readMetrics(metrics, scoreMetric).map(({ name, value, interval }) => [name, value, interval]),
            reason: readReason(metrics),
          }));
          const [has, wants] = [shown, right].map((list) => list.map((row) => JSON.stringify(row)));
          if (has.join() === wants.join()) return "";
          return `the page shows\n${has.filter((row) => !wants.includes(row)).join("\n")}\ninstead of\n${wants.filter((row) => !has.includes(row)).join("\n")}`;
        }
        """;

    private readonly Judge _judge;

    private readonly IBrowserContext _context;

    private WatchedPage(IBrowserContext context, SubmissionsPage page, Judge judge, int problem)
    {
        Page = page;
        _judge = judge;
        _context = context;
        Problem = problem;
    }

    public SubmissionsPage Page { get; }

    public int Problem { get; }

    public HonestyWatch Watch { get; } = new(OutageLab.Limit);

    /// <summary>Opens the page and waits until it says that it is live.</summary>
    public static async Task<WatchedPage> OpenAsync(ChromiumFixture chromium, Judge judge, int problem)
    {
        var context = await chromium.NewContextAsync();
        try
        {
            await Recorder.WatchAsync(context);
            return new WatchedPage(context, await SubmissionsPage.OpenAsync(context, judge.PageUrl, problem), judge, problem);
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the same address in another tab of the same profile.</summary>
    public Task<SubmissionsPage> OpenNextAsync() => SubmissionsPage.OpenAsync(_context, _judge.PageUrl, Problem);

    public Task<Recording> RecordingAsync() => Recorder.ReadAsync(Page.Browser);

    public Task SetOfflineAsync(bool isOffline) => _context.SetOfflineAsync(isOffline);

    public Task<string> StateAsync() => Page.Browser.EvaluateAsync<string>("document.getElementById('connection').dataset.state");

    public Task UntilAsync(string because, Func<string, bool> state) =>
        Eventually.TrueAsync(async () => state(await StateAsync()), () => $"{because}: {Describe()}", TimeSpan.FromSeconds(30));

    /// <summary>Waits until the page is live and right in every row, and asserts that it got there without a reload and without a lie.</summary>
    public async Task EndsRightAsync()
    {
        var differences = "";
        await Eventually.TrueAsync(
            async () => (differences = await DifferencesAsync()).Length == 0 && await StateAsync() == "live",
            () => $"problem {Problem}'s page is live and right; {differences}{Describe()}",
            TimeSpan.FromSeconds(45));
        Assert.False(await Page.WasReloadedAsync(), "the page was reloaded");
        Assert.Empty(Page.Errors);
        var lies = Watch.Lies(await RecordingAsync());
        Assert.True(lies.Count == 0, $"problem {Problem}: {string.Join("; ", lies)}{Describe()}");
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private async Task<string> DifferencesAsync()
    {
        var rows = (await _judge.Api.GetAsync($"/api/problems/{Problem}/submissions")).GetProperty("submissions");
        if (rows.EnumerateArray().Any(static row => row.GetProperty("status").GetString() is "queued" or "evaluating")) return "some are still judged";
        var score = (await _judge.Api.GetAsync($"/api/problems/{Problem}")).GetProperty("score_metric").GetString();
        return await Page.Browser.EvaluateAsync<string>(Differences, new object?[] { rows.GetRawText(), score });
    }

    private string Describe() => $"\n{string.Join('\n', Page.Console.TakeLast(25))}";
}
