using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LiveSubmissions.Benchmarks.Appends;

/// <summary>
/// Appends a second through the broadcaster against the bare script, in turns over connections of the same kind to the same server, and a Markdown table.
/// </summary>
internal static class AppendComparison
{
    private static readonly int[] InFlight = [64, 256, AppendWork.MaxInFlight];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <param name="rounds">How often each way takes its turn.</param>
    /// <param name="turn">For how long.</param>
    public static async Task RunAsync(int rounds, TimeSpan turn)
    {
        await using var redis = await LocalRedis.StartAsync();
        await using var bare = await BareScript.ConnectAsync(redis.Url, byHash: false);
        await using var byHash = await BareScript.ConnectAsync(redis.Url, byHash: true);
        await using var quiet = new BroadcastAppends("broadcaster, log from Warning", redis.Url, LogLevel.Warning);
        await using var talking = new BroadcastAppends("broadcaster, log from Information", redis.Url, LogLevel.Information);
        await using var client = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{new Uri(redis.Url).Port},allowAdmin=true");
        var round = new AppendRound(client.GetServers()[0]);
        IAppender[] appenders = [bare, byHash, quiet, talking];
        foreach (var appender in appenders) await round.RunAsync(appender, AppendWork.MaxInFlight, WarmUp);

        Console.WriteLine("| in flight | | appends/s | of the bare script's | CPU, us/append | allocated, B/append | script calls/append |");
        Console.WriteLine("| ---: | --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var inFlight in InFlight)
        {
            var figures = appenders.ToDictionary(appender => appender, _ => new List<AppendFigures>());
            for (var i = 0; i < rounds; i++)
            {
                foreach (var appender in appenders) figures[appender].Add(await round.RunAsync(appender, inFlight, turn));
            }

            foreach (var appender in appenders) Print(inFlight, appender.Name, figures[appender], figures[bare]);
        }
    }

    private static void Print(int inFlight, string name, List<AppendFigures> figures, List<AppendFigures> bare)
    {
        var ratio = AppendFigures.Median(figures.Zip(bare, static (ours, theirs) => ours.PerSecond / theirs.PerSecond));
        var median = AppendFigures.MedianOf(figures);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {inFlight} | {name} | {median.PerSecond:N0} | {ratio:0.00} | {median.Microseconds:0.0} | {median.Bytes:N0} | {median.Scripts:0.000} |"));
    }
}
