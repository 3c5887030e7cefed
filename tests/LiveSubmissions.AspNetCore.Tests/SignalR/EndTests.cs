using System.Diagnostics;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.SignalR;
using LiveSubmissions.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

public sealed class EndTests
{
    [Fact]
    public async Task A_stream_ends_with_1001_before_SignalR_cuts_the_connections()
    {
        await using var web = await HubSide.StartAsync();
        var http = new DefaultHttpContext { RequestServices = web.App.Services };
        var client = new HubClient(http, SendBacklog.For(http, TimeProvider.System), CancellationToken.None);
        var feed = web.App.Services.GetRequiredService<HubFeed>();
        await using var messages = feed.StreamAsync(client, new HubRequest("1", null, null), CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await messages.MoveNextAsync());
        var next = messages.MoveNextAsync().AsTask();

        var stopping = Task.Run(web.App.Lifetime.StopApplication);

        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal("close", messages.Current["type"]);
        Assert.Equal(1001L, messages.Current["code"]);
        Assert.False(await messages.MoveNextAsync());
        await stopping;
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets, false)]
    [InlineData(HttpTransportType.WebSockets, true)]
    [InlineData(HttpTransportType.ServerSentEvents, true)]
    public async Task The_hosts_stop_ends_every_stream_and_is_not_held_up(HttpTransportType transport, bool bySignal)
    {
        await using var web = await HubSide.StartAsync();
        await using var connection = await web.ConnectHubAsync(transports: transport);
        await using var stream = await connection.FollowAsync(1);
        var watch = Stopwatch.StartNew();

        if (bySignal) web.App.Lifetime.StopApplication();
        await web.App.StopAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        await Eventually.TrueAsync(() => stream.Completion.IsCompleted, "the stream ends");

        // On a machine that is busy SignalR may cut the connection before it has sent the last message; the stream's error says so then.
        if (stream.Completion.IsCompletedSuccessfully) Assert.Equal(1001, (long)stream.Last["code"]!);
        else Assert.NotNull(stream.Completion.Exception);
    }

    [Fact]
    public async Task Clients_that_vanish_leave_nothing_behind()
    {
        await using var web = await HubSide.StartAsync(build: static builder => RecordingFeed.Add(builder.Services));
        var cursors = web.App.Services.GetRequiredService<RecordingFeed>().Cursors;
        for (var i = 0; i < 10; i++)
        {
            var connection = await web.ConnectHubAsync();
            await connection.JoinAsync(1);
            await connection.JoinAsync(2);
            _ = await connection.FollowAsync(1);
            await connection.DisposeAsync();
        }

        Assert.Equal(30, cursors.Count);
        await Eventually.TrueAsync(() => cursors.All(static cursor => cursor.HasLeft), "every cursor has left");
        Assert.DoesNotContain(web.Logs, static record => record.Level >= LogLevel.Warning);
    }
}
