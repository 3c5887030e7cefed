using System.Net.WebSockets;
using System.Text;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Tests.Wire;

/// <summary>The client by which other tests judge a server, against one that breaks its promise.</summary>
public sealed class WatchingClientTests
{
    private const string Hello = """{"type":"hello","position":"e:5","resumed":false,"complete":true,"heartbeat_seconds":10}""";

    [Fact]
    public async Task It_keeps_the_newest_state_counts_updates_and_follows_the_position()
    {
        await using var client = await WatchAsync(Hello, Update(1, "queued", 1, 6), $"[{Update(1, "accepted", 2, 7)},{Update(2, "queued", 1, 9)}]");

        Assert.Equal("accepted", client.Status("1"));
        Assert.Equal("queued", client.Status("2"));
        Assert.Null(client.Status("3"));
        Assert.Equal(2, client.Updates["1"]);
        Assert.Equal("e:9", client.Position);
        Assert.Empty(client.BackwardSteps);
        Assert.Equal(1000, client.Closed!.Code);
    }

    [Fact]
    public async Task It_sees_a_submission_go_back()
    {
        await using var client = await WatchAsync(Hello, Update(1, "accepted", 3, 6), Update(1, "evaluating", 2, 7), Update(1, "evaluating", 4, 7));

        Assert.Equal(["submission 1: revision 3, then 2", "submission 1: sequence 7, then 7"], client.BackwardSteps);
    }

    [Fact]
    public async Task After_a_resync_sequences_are_another_logs_and_revisions_still_the_applications()
    {
        await using var client = await WatchAsync(
            Hello, Update(1, "accepted", 3, 60), """{"type":"resync","position":"f:2","reason":"epoch"}""", Update(1, "evaluating", 2, 3));

        Assert.Equal(["submission 1: revision 3, then 2"], client.BackwardSteps);
        Assert.Equal("f:3", client.Position);
        Assert.Equal(2, client.Others.Count);
    }

    private static string Update(int id, string status, int revision, long sequence) =>
        $$"""{"type":"submission_update","submission_id":{{id}},"status":"{{status}}","metrics":null,"revision":{{revision}},"sequence":{{sequence}}}""";

    private static async Task<WatchingClient> WatchAsync(params string[] messages)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.UseWebSockets();
        app.Run(async http =>
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            foreach (var message in messages)
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, http.RequestAborted);
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", http.RequestAborted);
        });
        await app.StartAsync();

        var client = await WatchingClient.ConnectAsync(new Uri(app.Urls.Single()));
        await Eventually.TrueAsync(() => client.Closed is not null, "everything was sent");
        return client;
    }
}
