using JudgeHost.Browser.Tests.Honesty;
using JudgeHost.Tests.Processes;

namespace JudgeHost.Browser.Tests.Outages;

/// <summary>The pages of one test: for each endpoint one, in a browser profile of its own.</summary>
internal sealed class LabPages : IAsyncDisposable
{
    private readonly List<WatchedPage> _pages = [];

    public IReadOnlyList<WatchedPage> All => _pages;

    public WatchedPage ByWebSocket => _pages[0];

    public static async Task<LabPages> OpenAsync(ChromiumFixture chromium, Judge judge)
    {
        var pages = new LabPages();
        var opened = ServedProblem.All.Select(problem => WatchedPage.OpenAsync(chromium, judge, problem.Problem)).ToList();
        try
        {
            await Task.WhenAll(opened);
        }
        finally
        {
            pages._pages.AddRange(opened.Where(static page => page.IsCompletedSuccessfully).Select(static page => page.Result));
            if (pages._pages.Count < opened.Count) await pages.DisposeAsync();
        }

        return pages;
    }

    public Task EachAsync(Func<WatchedPage, Task> action) => Task.WhenAll(_pages.Select(action));

    public Task UntilNoneIsLiveAsync(string because) => EachAsync(page => page.UntilAsync(because, static state => state != "live"));

    /// <summary>Waits until each page is live and right, without a reload and without a lie.</summary>
    public Task EndRightAsync() => EachAsync(static page => page.EndsRightAsync());

    /// <summary>Notes for every page an outage that began at a moment and ends now.</summary>
    public void NoteOutage(double since)
    {
        foreach (var page in _pages) page.Watch.Note(new Span(since, Span.Now));
    }

    public async Task<IReadOnlyList<Recording>> RecordingsAsync() => await Task.WhenAll(_pages.Select(static page => page.RecordingAsync()));

    public async ValueTask DisposeAsync()
    {
        foreach (var page in _pages) await page.DisposeAsync();
    }
}
