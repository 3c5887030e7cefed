using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace LiveSubmissions.Benchmarks.Appends;

/// <summary>Appends as fast as it goes for a while, so many submissions at once, and measures what that took.</summary>
internal sealed class AppendRound(IServer server)
{
    public async Task<AppendFigures> RunAsync(IAppender appender, int inFlight, TimeSpan duration)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var scripts = await ScriptsAsync();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();

        using var stop = new CancellationTokenSource(duration);
        var counts = await Task.WhenAll(Enumerable.Range(0, inFlight).Select(submission => AppendAsync(appender, submission, stop.Token)));

        var took = Stopwatch.GetElapsedTime(started);
        process.Refresh();
        var appends = (double)counts.Sum();
        return new AppendFigures(
            appends / took.TotalSeconds,
            (process.TotalProcessorTime - cpu).TotalMicroseconds / appends,
            (GC.GetTotalAllocatedBytes(precise: true) - allocated) / appends,
            (await ScriptsAsync() - scripts) / appends);
    }

    private static async Task<long> AppendAsync(IAppender appender, int submission, CancellationToken stop)
    {
        await Task.Yield();
        long count = 0;
        for (; !stop.IsCancellationRequested; count++) await appender.AppendAsync(submission);
        return count;
    }

    private async Task<long> ScriptsAsync()
    {
        var sections = await server.InfoAsync("commandstats");
        return sections.SelectMany(section => section)
            .Where(line => line.Key is "cmdstat_evalsha" or "cmdstat_eval")
            .Sum(line => long.Parse(line.Value.Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture));
    }
}
