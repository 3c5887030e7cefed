using System.Collections.Concurrent;
using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;
using LiveSubmissions.Redis.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Redis.Tests.HighAvailability;

/// <summary>
/// A judge: rows, a worker that changes and broadcasts them, and two web nodes with a page for each problem. Problems are groups.
/// </summary>
internal sealed class Judge : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(int Problem, int Submission), long> _rows = new();
    private readonly List<Page> _pages = [];
    private readonly ServiceProvider _worker;
    private readonly ServiceProvider[] _nodes;
    private readonly string _url;

    private Judge(string url)
    {
        _url = url;
        _worker = Services(url);
        _nodes = [Services(url), Services(url)];
    }

    public IReadOnlyList<Page> Pages => _pages;

    public static async Task<Judge> StartAsync(string url, int problems = 1)
    {
        var judge = new Judge(url);
        for (var problem = 1; problem <= problems; problem++)
        {
            foreach (var node in judge._nodes)
            {
                judge._pages.Add(await Page.OpenAsync(node.GetRequiredService<ISubmissionFeed>(), problem, judge.RowsOf));
            }
        }

        return judge;
    }

    public static SubmissionGroup Group(int problem) => new($"problem_submissions_{problem}");

    /// <summary>The worker changes a row and broadcasts it, whatever Redis does.</summary>
    public Task<BroadcastOutcome> ChangeAsync(int submission, int problem = 1) => ChangeAsync(_worker, submission, problem);

    /// <summary>Another worker changes a row, broadcasts it, and is gone: it sends nothing again.</summary>
    public async Task<BroadcastOutcome> ChangeAndDieAsync(int submission)
    {
        await using var worker = Services(_url);
        return await ChangeAsync(worker, submission, problem: 1);
    }

    /// <summary>Waits until every page shows every row as it is.</summary>
    public async Task EveryPageIsRightAsync(TimeSpan? deadline = null)
    {
        await Eventually.TrueAsync(() => Task.FromResult(Wrong().Length == 0), Wrong, deadline ?? TimeSpan.FromSeconds(30));
        Assert.All(_pages, page => Assert.Empty(page.StepsBack));
    }

    /// <summary>Waits until the logs themselves hold every row as it is.</summary>
    public Task EveryLogIsRightAsync(RedisTransport observer) => Eventually.TrueAsync(
        async () =>
        {
            foreach (var problem in _rows.Keys.Select(key => key.Problem).Distinct())
            {
                if (await TryReadAsync(observer, problem) is not { } log) return false;
                var held = log.Entries.ToDictionary(entry => entry.State.Submission.ToString(), entry => entry.State.Revision);
                if (RowsOf(problem).Any(row => held.GetValueOrDefault(row.Key) != row.Value)) return false;
            }

            return true;
        },
        "the logs hold the newest state of every submission");

    /// <summary>Nothing while the observer, too, has not found the new primary.</summary>
    private static async Task<LogPage?> TryReadAsync(RedisTransport observer, int problem)
    {
        try
        {
            return await observer.ReadAsync(Group(problem), default, 1000, default);
        }
        catch (SubmissionTransportException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var page in _pages) await page.DisposeAsync();
        foreach (var services in _nodes.Append(_worker)) await services.DisposeAsync();
    }

    private async Task<BroadcastOutcome> ChangeAsync(ServiceProvider worker, int submission, int problem)
    {
        var revision = _rows.AddOrUpdate((problem, submission), 1, static (_, last) => last + 1);
        var update = new SubmissionUpdate { ProblemId = problem, SubmissionId = submission, Status = $"step {revision}", Revision = revision };
        return (await worker.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(update)).Outcome;
    }

    private static ServiceProvider Services(string url)
    {
        var services = new ServiceCollection();
        services.AddLiveSubmissions(options => options.Feed.RecheckInterval = TimeSpan.FromSeconds(2)).AddRedis(url);
        return services.BuildServiceProvider();
    }

    private Dictionary<string, long> RowsOf(int problem) =>
        _rows.Where(row => row.Key.Problem == problem).ToDictionary(row => $"{row.Key.Submission}", row => row.Value);

    private string Wrong() => string.Join("; ", _pages.SelectMany(page => RowsOf(page.Problem)
        .Where(row => page.Shows(row.Key) != row.Value)
        .Select(row => $"a page of problem {page.Problem} shows submission {row.Key} at {page.Shows(row.Key)} instead of {row.Value}")));
}
