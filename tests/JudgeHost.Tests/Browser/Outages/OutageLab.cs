using JudgeHost.Tests.Browser.Honesty;
using JudgeHost.Tests.Processes;
using LiveSubmissions.Contracts.Redis;
using LiveSubmissions.Contracts.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace JudgeHost.Tests.Browser.Outages;

/// <summary>
/// A judge of several processes, its feed and its queue each on a Redis of its own, behind a proxy and a wire that can fail. Three pages follow it
/// in as many browser profiles, each by another face: the proxy lets nothing else through.
/// </summary>
internal sealed class OutageLab : IAsyncDisposable
{
    /// <summary>The problem whose page follows by each face.</summary>
    public const int ByWebSocket = 1, ByEvents = 2, ByPolling = 3;

    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(2);

    /// <summary>How long a page may say live without the truth.</summary>
    public static readonly TimeSpan Limit = 2.5 * Heartbeat;

    private static readonly IReadOnlyDictionary<int, string> Slugs = new Dictionary<int, string> { [1] = "digits", [2] = "iris", [3] = "diabetes" };

    private readonly List<IBrowserContext> _contexts = [];

    private OutageLab(RedisServer feed, RedisServer queue, FaceProxy proxy, TcpProxy wire)
    {
        Feed = feed;
        Queue = queue;
        Proxy = proxy;
        Wire = wire;
    }

    public RedisServer Feed { get; }

    public RedisServer Queue { get; }

    public FaceProxy Proxy { get; }

    public TcpProxy Wire { get; }

    public Judge Judge { get; private set; } = null!;

    public IReadOnlyList<WatchedPage> Pages { get; private set; } = [];

    /// <summary>Starts it all, judges a submission of each problem, and opens the pages.</summary>
    /// <param name="chromium">The browser.</param>
    /// <param name="redis">Arguments for the feed's Redis, such as <c>"--appendonly", "yes"</c>.</param>
    public static async Task<OutageLab> StartAsync(ChromiumFixture chromium, params string[] redis)
    {
        var proxy = await FaceProxy.StartAsync();
        var lab = new OutageLab(await RedisServer.StartAsync(null, redis), await RedisServer.StartAsync(), proxy, TcpProxy.To(proxy.Port));
        try
        {
            await lab.StartAsync();
            lab.Pages = await Task.WhenAll(Slugs.Keys.Select(problem => lab.OpenAsync(chromium, problem)));
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens one more page in a profile of its own.</summary>
    public async Task<WatchedPage> OpenAsync(ChromiumFixture chromium, int problem)
    {
        var context = await chromium.NewContextAsync();
        lock (_contexts) _contexts.Add(context);
        return await WatchedPage.OpenAsync(context, Judge, problem, Limit);
    }

    /// <summary>Of each problem: a right file and a malformed one are uploaded, and the first submission is judged again. All ends before this returns.</summary>
    public async Task JudgeMeanwhileAsync()
    {
        foreach (var problem in Slugs.Keys) await StartJudgingAsync(problem);
        await UntilJudgedAsync();
    }

    /// <summary>Sends work that is judged sooner or later.</summary>
    public async Task StartJudgingAsync(int problem)
    {
        await Judge.Api.UploadAsync(problem, Datasets.Right(Slugs[problem]), "ada");
        await Judge.Api.UploadAsync(problem, "id,prediction\n1,?\n", "grace");
        using var again = await Judge.Api.Http.PostAsync($"/api/submissions/{problem}/rejudge", null);
        Assert.True(again.IsSuccessStatusCode, $"{again.StatusCode}");
    }

    /// <summary>Waits until nothing is queued or evaluated any more.</summary>
    public async Task UntilJudgedAsync()
    {
        foreach (var problem in Slugs.Keys)
        {
            foreach (var row in (await Judge.Api.GetAsync($"/api/problems/{problem}/submissions")).GetProperty("submissions").EnumerateArray())
            {
                var id = row.GetProperty("submission_id").GetInt64();
                await LiveSubmissions.Contracts.Eventually.TrueAsync(
                    async () => await Judge.Api.StatusAsync(id) is not ("queued" or "evaluating"), $"submission {id} is judged", TimeSpan.FromSeconds(60));
            }
        }
    }

    /// <summary>From now on nothing comes through, and nobody is told: connections stay open.</summary>
    public void BlackHole()
    {
        Wire.SwallowsAnswersTo = "HTTP/1.1";
        foreach (var connection in Wire.Connections) connection.BlackHole();
    }

    /// <summary>The network is back. Connections of before are not: who still uses one is told so.</summary>
    public void LetThrough()
    {
        Wire.SwallowsAnswersTo = null;
        Wire.Cut();
    }

    /// <summary>Notes for every page an outage that began at a moment and ends now.</summary>
    public void NoteOutage(double since)
    {
        foreach (var page in Pages) page.Watch.Note(new Span(since, Span.Now));
    }

    public Task EndRightAsync() => Task.WhenAll(Pages.Select(page => page.EndsRightAsync()));

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts) await context.DisposeAsync();
        if (Judge is not null) await Judge.DisposeAsync();
        await Wire.DisposeAsync();
        await Proxy.DisposeAsync();
        await Queue.DisposeAsync();
        await Feed.DisposeAsync();
    }

    /// <summary>The second problem's WebSockets are refused, and the third's event streams too.</summary>
    private static Fate OneFaceEach(HttpRequest request)
    {
        var problem = request.Path.Value!.Split('/').SkipWhile(static part => part != "problems").ElementAtOrDefault(1);
        var isRefused = request.Path.StartsWithSegments("/ws") ? problem is "2" or "3" : request.Path.StartsWithSegments("/sse") && problem is "3";
        return isRefused ? Fate.Refuse : Fate.Pass;
    }

    private async Task StartAsync()
    {
        Proxy.Rule = OneFaceEach;
        var settings = new Dictionary<string, string>
        {
            ["CHANNEL_LAYER_REDIS_URL"] = Feed.UrlOf(2),
            ["Judge__HeartbeatSeconds"] = $"{Heartbeat.TotalSeconds}",
            ["Judge__BackendUrl"] = $"http://localhost:{Wire.Port}",
        };
        Judge = await Judge.SeparateAsync(Queue, workers: 1, settings);
        Proxy.Target = Judge.BackendPort;
        foreach (var (problem, slug) in Slugs) Assert.Equal(problem, await Judge.Api.UploadAsync(problem, Datasets.Right(slug), "ann"));
        await UntilJudgedAsync();
    }
}
