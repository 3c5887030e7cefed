using System.Text.Json;
using LiveSubmissions.Benchmarks.Appends;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LiveSubmissions.FanOut.Appends;

/// <summary>One process that appends both ways in turn: through the broadcaster, and by the bare script on a connection of the same kind.</summary>
internal static class AppendsRole
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var port = arguments.Number("redis", 6379);
        var url = $"redis://127.0.0.1:{port}";
        await using var bare = await BareScript.ConnectAsync(url, byHash: false);
        await using var broadcaster = new BroadcastAppends("broadcaster", url, LogLevel.Warning);
        await using var client = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},allowAdmin=true");
        var round = new AppendRound(client.GetServers()[0]);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var order = JsonSerializer.Deserialize<AppendsOrder>(line)!;
            var time = TimeSpan.FromSeconds(order.Seconds);
            var theirs = await round.RunAsync(bare, order.InFlight, time);
            var ours = await round.RunAsync(broadcaster, order.InFlight, time);
            Console.WriteLine(JsonSerializer.Serialize(new AppendsReport(ours.PerSecond, theirs.PerSecond, ours.Scripts)));
        }

        return 0;
    }
}
