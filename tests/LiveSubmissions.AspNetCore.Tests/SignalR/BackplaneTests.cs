using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.TestKit.Redis;
using LiveSubmissions.Transport;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

/// <summary>Nodes of a host that has SignalR's own Redis backplane, which a hub of the host's own may need.</summary>
[Trait("Category", "Slow")]
public sealed class BackplaneTests
{
    [Fact]
    public async Task Each_client_of_two_nodes_gets_each_update_once_and_nothing_of_them_goes_through_the_backplane()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var first = await StartAsync(redis);

        // Both nodes follow one log, as with a transport of several processes.
        await using var second = await StartAsync(redis, first.App.Services.GetRequiredService<ISubmissionTransport>());
        var connections = new List<HubConnection>();
        var streams = new List<HubStream>();
        var calls = new List<HubCalls>();
        foreach (var (web, protocol) in new[] { (first, HubSide.Json), (first, HubSide.MessagePack), (second, HubSide.Json), (second, HubSide.MessagePack) })
        {
            var connection = await web.ConnectHubAsync(protocol);
            connections.Add(connection);
            streams.Add(await connection.FollowAsync(1));
            calls.Add(new HubCalls(connection));
            await connection.JoinAsync(1);
        }

        for (var id = 1; id <= 100; id++) await first.SayAsync(id, SubmissionStatus.Accepted);

        var expected = Enumerable.Range(1, 100).Select(static id => (long)id).ToArray();
        foreach (var stream in streams) await stream.CountAsync(101);
        foreach (var called in calls) await called.CountAsync(100);
        foreach (var connection in connections) await connection.DisposeAsync();
        Assert.All(streams, stream => Assert.Equal(expected, stream.Updates.Select(static update => (long)update["submission_id"]!)));
        Assert.All(calls, called => Assert.Equal(expected, called.All.Select(static call => (long)call.Message["submission_id"]!)));
        Assert.True(await CallsAsync(redis, "subscribe") > 0, "the backplane is in use");
        Assert.Equal(0, await CallsAsync(redis, "publish"));
    }

    [Fact]
    public async Task Clients_that_vanish_while_updates_flow_send_none_through_the_backplane_either()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var web = await StartAsync(redis);
        using var done = new CancellationTokenSource();
        var flow = Task.Run(async () =>
        {
            for (var id = 0; !done.IsCancellationRequested; id++) await web.SayAsync(id % 50, SubmissionStatus.Evaluating);
        });

        for (var i = 0; i < 50; i++)
        {
            await using var connection = await web.ConnectHubAsync();
            var calls = new HubCalls(connection);
            await connection.JoinAsync(1);
            await calls.CountAsync(1);
        }

        await done.CancelAsync();
        await flow;
        Assert.Equal(0, await CallsAsync(redis, "publish"));
    }

    private static Task<WebSide> StartAsync(RedisServer redis, ISubmissionTransport? transport = null) => HubSide.StartAsync(build: builder =>
    {
        builder.Services.AddSignalR().AddStackExchangeRedis($"127.0.0.1:{redis.Port}");
        if (transport is not null) builder.Services.AddSingleton(transport);
    });

    /// <summary>How often the server was given a command since it started.</summary>
    private static async Task<long> CallsAsync(RedisServer redis, string command)
    {
        var stats = await redis.AskAsync("INFO", "commandstats");
        var line = stats.Split('\n').FirstOrDefault(line => line.StartsWith($"cmdstat_{command}:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split("calls=")[1].Split(',')[0]);
    }
}
