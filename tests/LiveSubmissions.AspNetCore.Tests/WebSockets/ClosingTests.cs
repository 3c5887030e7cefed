using System.Diagnostics;
using System.Net.WebSockets;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace LiveSubmissions.AspNetCore.Tests.WebSockets;

public sealed class ClosingTests
{
    private const int Closed = 3003;
    private const int Vanished = 3004;

    [Fact]
    public async Task When_the_host_stops_every_client_is_closed_with_1001_at_once()
    {
        await using var web = await WebSide.StartAsync(web: static options => options.CloseTimeout = TimeSpan.FromSeconds(30));
        var clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => WatchingClient.ConnectAsync(web.Socket())));
        var watch = Stopwatch.StartNew();

        await web.App.StopAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(() => clients.All(static client => client.Closed is not null), "every client is closed");
        Assert.All(clients, static client => Assert.Equal(1001, client.Closed!.Code));
        foreach (var client in clients) await client.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_does_not_answer_the_close_delays_the_hosts_stop_by_the_close_timeout_at_most()
    {
        await using var web = await WebSide.StartAsync(web: static options => options.CloseTimeout = TimeSpan.FromMilliseconds(200));
        await using var silent = await web.ConnectAsync();
        var watch = Stopwatch.StartNew();

        await web.App.StopAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Single(Lines(web, Closed));
    }

    [Fact]
    public async Task A_client_that_closes_is_answered_and_its_connection_ends()
    {
        await using var web = await WebSide.StartAsync();
        await using var client = await web.ConnectAsync();

        await client.CloseAsync();

        Assert.Equal(WebSocketState.Closed, client.Socket.State);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.Socket.CloseStatus);
        await Eventually.TrueAsync(() => Lines(web, Closed).Any(), "the connection's task ends");
    }

    [Fact]
    public async Task Clients_that_vanish_end_their_connections_and_are_no_error()
    {
        await using var web = await WebSide.StartAsync();
        var clients = new List<WireClient>();
        for (var i = 0; i < 20; i++) clients.Add(await web.ConnectAsync(i % 2 == 0 ? WireClient.V1 : null));
        await using var stays = await WatchingClient.ConnectAsync(web.Socket());

        foreach (var client in clients) await client.DisposeAsync();
        for (var id = 1; id <= 50; id++) await web.SayAsync(id, SubmissionStatus.Accepted);

        await Eventually.TrueAsync(() => Lines(web, Vanished).Count() + Lines(web, Closed).Count() == 20, "all 20 connections end");
        await Eventually.TrueAsync(() => stays.States.Count == 50, "who stays gets everything");
        Assert.DoesNotContain(web.App.Services.GetFakeLogCollector().GetSnapshot(), static record => record.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task What_clients_send_is_ignored()
    {
        await using var web = await WebSide.StartAsync();
        await using var client = await web.ConnectAsync();

        await client.SendAsync("{}");
        await client.SendAsync("");
        await client.SendAsync(new string('x', 4096));
        await client.SendAsync(new string('x', 4096));
        await web.SayAsync(1, SubmissionStatus.Queued);

        Assert.Contains("\"submission_id\":1,", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_over_4_KiB_closes_with_1009()
    {
        await using var web = await WebSide.StartAsync();
        await using var client = await web.ConnectAsync();

        await client.SendAsync(new string('x', 4097));

        Assert.Equal(1009, (await client.ReceiveCloseAsync()).Code);
        await Eventually.TrueAsync(() => Lines(web, Closed).Any(), "the connection's task ends");
    }

    [Fact]
    public async Task A_client_that_answers_no_pings_counts_as_dead()
    {
        await using var web = await WebSide.StartAsync(web: static options =>
        {
            options.KeepAliveInterval = TimeSpan.FromSeconds(1);
            options.KeepAliveTimeout = TimeSpan.FromSeconds(1);
        });

        // A pong is sent by who reads.
        await using var silent = await web.ConnectAsync();
        await using var alive = await WatchingClient.ConnectAsync(web.Socket());

        await Eventually.TrueAsync(() => Lines(web, Vanished).Any(), "the silent client is cut");
        await web.SayAsync(1, SubmissionStatus.Queued);
        await Eventually.TrueAsync(() => alive.States.Count == 1, "who answers stays");
        Assert.Single(Lines(web, Vanished));
    }

    private static IEnumerable<FakeLogRecord> Lines(WebSide web, int id) => web.Logs.Where(record => record.Id.Id == id);
}
