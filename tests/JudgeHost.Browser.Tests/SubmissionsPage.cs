using System.Collections.Concurrent;
using System.Text;
using LiveSubmissions.Contracts;
using Microsoft.Playwright;

namespace JudgeHost.Browser.Tests;

/// <summary>The page of a problem's submissions as a person sees it, and what it wrote to the console.</summary>
internal sealed class SubmissionsPage
{
    /// <summary>Keeps what the indicator has said: states that pass quickly are seen too.</summary>
    private const string RecordStates =
        """
        window.openedOnce = true;
        const indicator = document.getElementById("connection");
        const states = window.connectionStates = [indicator.dataset.state];
        new MutationObserver(() => {
          if (states.at(-1) !== indicator.dataset.state) states.push(indicator.dataset.state);
        }).observe(indicator, { attributeFilter: ["data-state"] });
        """;

    private readonly ConcurrentQueue<string> _console = new();

    private SubmissionsPage(IPage browser)
    {
        Browser = browser;
        browser.Console += (_, message) => _console.Enqueue(message.Text);
        browser.PageError += (_, error) => Errors.Enqueue(error);
    }

    public IPage Browser { get; }

    /// <summary>Exceptions that nobody caught.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    public IReadOnlyCollection<string> Console => _console;

    /// <summary>Opens the page and waits until it says that it is live.</summary>
    public static async Task<SubmissionsPage> OpenAsync(IBrowserContext context, Uri pageUrl, int problem = 1)
    {
        var page = new SubmissionsPage(await context.NewPageAsync());
        await page.GoAsync(pageUrl, problem);
        await page.UntilConnectionAsync("Live");
        return page;
    }

    /// <summary>Opens the page, whatever then happens.</summary>
    public static async Task<SubmissionsPage> OpenWithoutWaitingAsync(IBrowserContext context, Uri pageUrl, int problem = 1)
    {
        var page = new SubmissionsPage(await context.NewPageAsync());
        await page.GoAsync(pageUrl, problem);
        return page;
    }

    public ILocator Row(long id) => Browser.Locator($".submission[data-id='{id}']");

    public Task<string> ConnectionAsync() => Browser.Locator(".connection-word").InnerTextAsync();

    /// <summary>Waits until the indicator says a word; after it may stand by what the page follows, which is whatever was let through first.</summary>
    public Task UntilConnectionAsync(string word) => Eventually.TrueAsync(
        async () => (await ConnectionAsync()).StartsWith(word, StringComparison.Ordinal), $"the page says '{word}'", TimeSpan.FromSeconds(30));

    /// <summary>What the indicator has said since the page was first live, each change once.</summary>
    public async Task<IEnumerable<string>> ConnectionStatesAsync() =>
        (await Browser.EvaluateAsync<string[]>("window.connectionStates")).SkipWhile(state => state != "live");

    public async Task UntilStatusAsync(long id, string status)
    {
        var word = Row(id).Locator(".status-word");
        await Eventually.TrueAsync(
            async () => await word.CountAsync() == 1 && await word.InnerTextAsync() == status,
            $"the page shows submission {id} as {status}",
            TimeSpan.FromSeconds(60));
    }

    /// <summary>The statuses that the page has shown for a submission, each once, in order, as the console tells them.</summary>
    public IReadOnlyList<string> StatusesOf(long id)
    {
        var start = $"] Updating submission {id}: status=";
        var statuses = new List<string>();
        foreach (var line in _console.Where(line => line.Contains(start, StringComparison.Ordinal)))
        {
            var status = line[(line.IndexOf(start, StringComparison.Ordinal) + start.Length)..];
            if (statuses.LastOrDefault() != status) statuses.Add(status);
        }

        return statuses;
    }

    public Task<bool> WasReloadedAsync() => Browser.EvaluateAsync<bool>("window.openedOnce !== true");

    /// <summary>Chooses a file and a name and presses the button.</summary>
    public async Task UploadAsync(string content, string participant)
    {
        await Browser.Locator("#file").SetInputFilesAsync(File(content));
        await Browser.Locator("#participant").FillAsync(participant);
        await Browser.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Upload and judge" }).ClickAsync();
    }

    public static FilePayload File(string content) =>
        new() { Name = "predictions.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(content) };

    private async Task GoAsync(Uri pageUrl, int problem)
    {
        await Browser.GotoAsync(new Uri(pageUrl, $"/problem/{problem}/submissions/").ToString());
        await Browser.EvaluateAsync(RecordStates);
    }
}
