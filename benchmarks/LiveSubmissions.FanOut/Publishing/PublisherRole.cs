using System.Text.Json;

namespace LiveSubmissions.FanOut.Publishing;

/// <summary>The worker's side: broadcasts what it is ordered to, and answers when the log, or Redis, has all of it.</summary>
internal static class PublisherRole
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var redis = arguments.Number("redis", 6379);
        await using var sink = arguments.Words is ["ours"] ? await OursSink.StartAsync(redis) : (IUpdateSink)await SignalRSink.StartAsync(redis);
        var publisher = new Publisher(sink);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var order = JsonSerializer.Deserialize<PublishOrder>(line)!;
            Console.WriteLine(JsonSerializer.Serialize(await publisher.CarryOutAsync(order)));
        }

        return 0;
    }
}
