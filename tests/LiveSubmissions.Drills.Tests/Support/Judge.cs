using System.Collections.Concurrent;
using System.Diagnostics;
using LiveSubmissions.Diagnostics.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.Drills.Tests.Support;

/// <summary>An application's worker as its author writes it: saves the row, then broadcasts it, over Redis. It keeps what it was told.</summary>
internal sealed class Judge : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Database _database;
    private readonly ISubmissionBroadcaster _broadcaster;
    private readonly ConcurrentBag<Given> _given = [];
    private readonly ConcurrentBag<Task> _underWay = [];

    private Judge(IHost host, Database database)
    {
        _host = host;
        _database = database;
        _broadcaster = host.Services.GetRequiredService<ISubmissionBroadcaster>();
    }

    public IServiceProvider Services => _host.Services;

    /// <summary>Every broadcast that returned, in no order.</summary>
    public IReadOnlyCollection<Given> All => _given;

    /// <param name="url">Its Redis.</param>
    /// <param name="database">Its rows.</param>
    /// <param name="configure">Its options.</param>
    /// <param name="reports">Whether it says of itself how it is; false where the server's own count of calls is looked at.</param>
    /// <param name="patience">After how many tries its circuit breaker may open at the earliest; null for the default.</param>
    public static async Task<Judge> StartAsync(
        string url, Database database, Action<LiveSubmissionsOptions>? configure = null, bool reports = true, int? patience = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddLiveSubmissions(configure).AddRedis(redis =>
        {
            redis.Url = url;
            redis.BreakerMinimumTries = patience ?? redis.BreakerMinimumTries;
        });
        if (!reports) builder.Services.Remove(builder.Services.Single(static service => service.ImplementationType == typeof(NodeReporter)));
        var host = builder.Build();
        await host.StartAsync();
        return new Judge(host, database);
    }

    /// <summary>Saves and broadcasts. That this throws fails the drill that awaits it, or <see cref="SettledAsync"/>.</summary>
    public async Task<Given> SayAsync(int submission, string status, bool withRevision = true)
    {
        var row = _database.Save(submission, status);
        var started = Stopwatch.GetTimestamp();
        var result = await _broadcaster.BroadcastAsync(1, submission, status, revision: withRevision ? row.Revision : null);
        var given = new Given(submission, row, result, Stopwatch.GetElapsedTime(started));
        _given.Add(given);
        return given;
    }

    /// <summary>Starts a broadcast and does not wait for it.</summary>
    public void Say(int submission, string status, bool withRevision = true) => _underWay.Add(SayAsync(submission, status, withRevision));

    /// <summary>Starts so many broadcasts, evenly, at a rate; <paramref name="say"/> is given the number of each, from 0.</summary>
    public static async Task PaceAsync(int count, int perSecond, Action<int> say)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var started = Stopwatch.GetTimestamp();
        for (var next = 0; next < count;)
        {
            var due = Math.Min(count, (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond) + 1);
            for (; next < due; next++) say(next);
            await ticks.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits until every started broadcast has returned.</summary>
    public Task SettledAsync() => Task.WhenAll(_underWay).WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>As an operator stops it: what is deferred is sent first.</summary>
    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
        else _host.Dispose();
    }
}
