using JudgeHost.Tests.Processes;
using LiveSubmissions.Contracts;

namespace JudgeHost.Tests.Browser.Outages;

/// <summary>Proxies that close what they should not, and let through less than they should.</summary>
[Collection(ProcessCollection.Name)]
public sealed class ProxyTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [Fact]
    public async Task A_proxy_that_is_reloaded_and_closes_with_1001_is_come_back_to()
    {
        await using var lab = await OutageLab.StartAsync(chromium);
        var page = lab.Pages[0];
        await lab.StartJudgingAsync(page.Problem);
        await lab.Proxy.GoAwayAsync();
        await Eventually.TrueAsync(async () => (await page.RecordingAsync()).Closes.Contains(1001), "the close reaches the browser");
        await lab.JudgeMeanwhileAsync();

        await lab.EndRightAsync();
        Assert.Contains("reconnecting", (await page.RecordingAsync()).States);
        Assert.DoesNotContain(page.Page.Console, static line => line.StartsWith("[SSE]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_a_websocket_is_refused_swallowed_or_events_are_held_back_too_the_next_face_takes_over_and_is_remembered()
    {
        await using var lab = await OutageLab.StartAsync(chromium);

        // In place of the lab's own rule, which refuses: what answers nothing at all takes longer to find out.
        lab.Proxy.Rule = static request => (request.Path.Value!.Split('/'), request.HttpContext.WebSockets.IsWebSocketRequest) switch
        {
            ([_, "ws", _, "1", ..], _) => Fate.Swallow,
            ([_, "ws", ..], _) => Fate.Refuse,
            ([_, "sse", _, "3", ..], _) => Fate.HoldBack,
            _ => Fate.Pass,
        };
        var opened = Task.WhenAll(new[] { OutageLab.ByWebSocket, OutageLab.ByPolling }.Select(problem => lab.OpenAsync(chromium, problem)));
        await lab.JudgeMeanwhileAsync();
        var (swallowed, heldBack) = (await opened) switch { var both => (both[0], both[1]) };
        await lab.JudgeMeanwhileAsync();
        await Task.WhenAll(lab.Pages.Skip(1).Append(swallowed).Append(heldBack).Select(page => page.EndsRightAsync()));

        await FollowsByAsync(lab.Pages[1], "SSE", "WebSocket");
        await FollowsByAsync(swallowed, "SSE", "WebSocket");
        await FollowsByAsync(heldBack, "Polling", "SSE");
    }

    /// <summary>It does; and the next page of the same profile does so at once.</summary>
    private static async Task FollowsByAsync(WatchedPage page, string face, string blocked)
    {
        Assert.Contains(page.Page.Console, line => line.StartsWith($"[{blocked}] Attempting to connect to: ", StringComparison.Ordinal));
        Assert.Contains($"[{face}] Connected successfully for problem submissions", page.Page.Console);
        Assert.DoesNotContain($"[{blocked}] Connected successfully for problem submissions", page.Page.Console);

        var next = await page.OpenNextAsync();
        Assert.StartsWith($"[{face}] Attempting to connect to: ", next.Console.First(line => line.StartsWith('[')), StringComparison.Ordinal);
        Assert.Contains($"[{face}] Connected successfully for problem submissions", next.Console);
    }
}
