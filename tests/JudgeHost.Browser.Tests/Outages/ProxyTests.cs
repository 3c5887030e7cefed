using LiveSubmissions.Contracts;

namespace JudgeHost.Browser.Tests.Outages;

/// <summary>Proxies that close what they should not, and let through less than they should.</summary>
[Collection(OutageCollection.Name)]
public sealed class ProxyTests(OutageLab lab)
{
    [Fact]
    public async Task A_proxy_that_is_reloaded_and_closes_with_1001_is_come_back_to()
    {
        await using var pages = await lab.OpenPagesAsync();
        await lab.StartJudgingAsync();
        await lab.Proxy.GoAwayAsync();
        await Eventually.TrueAsync(async () => (await pages.ByWebSocket.RecordingAsync()).Closes.Contains(1001), "the close reaches the browser");
        await lab.JudgeAsync();

        await pages.EndRightAsync();
        Assert.Contains("reconnecting", (await pages.ByWebSocket.RecordingAsync()).States);
        Assert.DoesNotContain(pages.ByWebSocket.Page.Console, static line => line.StartsWith("[SSE]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_websockets_are_refused_events_take_over_and_where_these_are_too_polling_and_the_next_page_remembers()
    {
        await using var pages = await lab.OpenPagesAsync();
        await lab.JudgeAsync();
        await pages.EndRightAsync();

        await pages.EachAsync(static page => FollowsByAsync(page, ServedProblem.All[page.Problem - 1].Name));
    }

    /// <remarks>Nobody is told anything: each try takes until the page gives up.</remarks>
    [Fact]
    public async Task Where_websockets_are_never_answered_events_take_over_and_where_these_are_held_back_polling()
    {
        var opening = lab.OpenPagesAsync(rule: static request => (request.Path.Value!.Split('/')[1], ServedProblem.ProblemOf(request)) switch
        {
            ("ws", ServedProblem.Events) => Fate.Swallow,
            ("ws", ServedProblem.Polling) => Fate.Refuse,
            ("sse", ServedProblem.Polling) => Fate.HoldBack,
            _ => Fate.Pass,
        });
        await lab.JudgeAsync();
        await using var pages = await opening;
        await lab.JudgeAsync();
        await pages.EndRightAsync();

        await pages.EachAsync(static page => FollowsByAsync(page, ServedProblem.All[page.Problem - 1].Name));
    }

    /// <summary>It does, after it has tried those before it; and the next page of the same profile does so at once.</summary>
    private static async Task FollowsByAsync(WatchedPage page, string name)
    {
        foreach (var blocked in ServedProblem.All.Take(page.Problem - 1))
        {
            Assert.Equal(2, page.Page.Console.Count(line => line.StartsWith($"[{blocked.Name}] Attempting to connect to: ", StringComparison.Ordinal)));
            Assert.DoesNotContain($"[{blocked.Name}] Connected successfully for problem submissions", page.Page.Console);
        }

        Assert.Contains($"[{name}] Connected successfully for problem submissions", page.Page.Console);
        var next = await page.OpenNextAsync();
        Assert.StartsWith($"[{name}] Attempting to connect to: ", next.Console.First(static line => line.StartsWith('[')), StringComparison.Ordinal);
    }
}
