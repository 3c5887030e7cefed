using JudgeHost.Tests.Processes;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Redis;
using LiveSubmissions.TestKit.Wire;
using Microsoft.AspNetCore.Http;

namespace JudgeHost.Browser.Tests.Outages;

/// <summary>
/// A judge of several processes, its feed and its queue each on a Redis of its own, behind a proxy and a wire that can fail. All outage tests use
/// it; each begins with everything in order and pages of its own.
/// </summary>
public sealed class OutageLab : IAsyncLifetime
{
    internal static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(2);

    /// <summary>How long a page may say live without the truth.</summary>
    internal static readonly TimeSpan Limit = 2.5 * Heartbeat;

    private static readonly TimeSpan JudgeDeadline = TimeSpan.FromSeconds(60);

    private readonly ChromiumFixture _chromium = new();

    internal RedisServer Feed { get; private set; } = null!;

    internal EndpointProxy Proxy { get; private set; } = null!;

    internal Judge Judge { get; private set; } = null!;

    private RedisServer Queue { get; set; } = null!;

    private TcpProxy Wire { get; set; } = null!;

    public async Task InitializeAsync()
    {
        await _chromium.InitializeAsync();
        Feed = await RedisServer.StartAsync();
        Queue = await RedisServer.StartAsync();
        Proxy = await EndpointProxy.StartAsync();
        Wire = TcpProxy.To(Proxy.Port);
        var settings = new Dictionary<string, string>
        {
            ["CHANNEL_LAYER_REDIS_URL"] = Feed.UrlOf(2),
            ["Judge__HeartbeatSeconds"] = $"{Heartbeat.TotalSeconds}",
            ["Judge__Workers"] = "6",
            ["Judge__BackendUrl"] = $"http://localhost:{Wire.Port}",
        };
        Judge = await Judge.SeparateAsync(Queue, workers: 1, settings);
        Proxy.Target = Judge.BackendPort;

        // The first submission of each problem has the problem's number.
        foreach (var served in ServedProblem.All) Assert.Equal(served.Problem, await Judge.Api.UploadAsync(served.Problem, Datasets.Right(served.Slug), "ann"));
        await UntilJudgedAsync(1, 2, 3);
    }

    public async Task DisposeAsync()
    {
        if (Judge is not null) await Judge.DisposeAsync();
        if (Wire is not null) await Wire.DisposeAsync();
        if (Proxy is not null) await Proxy.DisposeAsync();
        foreach (var redis in new[] { Feed, Queue }.OfType<RedisServer>()) await redis.DisposeAsync();
        await _chromium.DisposeAsync();
    }

    /// <summary>Puts in order what a test before may have left broken, and opens a page by each served.</summary>
    /// <param name="chromium">Another browser than the lab's own.</param>
    /// <param name="rule">What the proxy lets through; by default one endpoint for each problem.</param>
    internal async Task<LabPages> OpenPagesAsync(ChromiumFixture? chromium = null, Func<HttpRequest, Fate>? rule = null)
    {
        if (Feed.IsRunning) await Feed.ThawAsync();
        else await Feed.RestartAsync();
        if (!Judge.Backend.IsRunning) await Judge.RestartBackendAsync();
        Proxy.Rule = rule ?? OneEndpointEach;
        LetThrough();
        return await LabPages.OpenAsync(chromium ?? _chromium, Judge);
    }

    /// <summary>Of each problem: a right file and a malformed one are uploaded, and the first submission is judged again. All ends before this returns.</summary>
    internal async Task JudgeAsync() => await UntilJudgedAsync(await StartJudgingAsync());

    /// <summary>As <see cref="JudgeAsync"/>, but what is sent is judged later.</summary>
    /// <returns>The submissions.</returns>
    internal async Task<long[]> StartJudgingAsync() => [.. (await Task.WhenAll(ServedProblem.All.Select(StartJudgingAsync))).SelectMany(static ids => ids)];

    /// <summary>From now on nothing comes through, and nobody is told: connections stay open.</summary>
    internal void BlackHole()
    {
        Wire.SwallowsAnswersTo = "HTTP/1.1";
        foreach (var connection in Wire.Connections) connection.BlackHole();
    }

    /// <summary>The network is back. Connections of before are not: who still uses one is told so.</summary>
    internal void LetThrough()
    {
        Wire.SwallowsAnswersTo = null;
        Wire.Cut();
    }

    private static Fate OneEndpointEach(HttpRequest request)
    {
        var isRefused = ServedProblem.ProblemOf(request) is var problem && request.Path.StartsWithSegments("/ws")
            ? problem is ServedProblem.Events or ServedProblem.Polling
            : request.Path.StartsWithSegments("/sse") && problem is ServedProblem.Polling;
        return isRefused ? Fate.Refuse : Fate.Pass;
    }

    private async Task<long[]> StartJudgingAsync(ServedProblem served)
    {
        var right = await Judge.Api.UploadAsync(served.Problem, Datasets.Right(served.Slug), "ada");
        var malformed = await Judge.Api.UploadAsync(served.Problem, "id,prediction\n1,?\n", "grace");
        using var again = await Judge.Api.Http.PostAsync($"/api/submissions/{served.Problem}/rejudge", null);
        Assert.True(again.IsSuccessStatusCode, $"{again.StatusCode}");
        return [right, malformed, served.Problem];
    }

    private Task UntilJudgedAsync(params long[] submissions) => Task.WhenAll(submissions.Select(id => Eventually.TrueAsync(
        async () => await Judge.Api.StatusAsync(id) is not ("queued" or "evaluating"), $"submission {id} is judged", JudgeDeadline)));
}
