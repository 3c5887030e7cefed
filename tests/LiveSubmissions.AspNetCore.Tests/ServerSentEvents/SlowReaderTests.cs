using System.Text.Json.Nodes;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.ServerSentEvents;

[Trait("Category", "Slow")]
public sealed class SlowReaderTests
{
    private const int Submissions = 20;
    private const int Rounds = 50;

    [Fact]
    public async Task A_client_that_reads_nothing_for_longer_than_kestrels_grace_is_not_cut()
    {
        await using var web = await WebSide.StartAsync(build: static builder => Microsoft.AspNetCore.Hosting.WebHostBuilderKestrelExtensions.ConfigureKestrel(
            builder.WebHost,
            static kestrel => kestrel.Limits.MinResponseDataRate = new(bytesPerSecond: 1_000_000, gracePeriod: TimeSpan.FromSeconds(1.1))));
        await using var stalled = await EventStream.OpenAsync(web.Events(), receiveBufferBytes: 4096);
        await using var healthy = await WatchingClient.ConnectAsync(web.Socket());
        await BroadcastAsync(web);
        var since = TimeProvider.System.GetTimestamp();

        await Eventually.TrueAsync(() => TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(4), "the grace is over");

        Assert.DoesNotContain(web.Logs, static record => record.Id.Id is 3003 or 3004);
        Assert.Contains("event: hello", await stalled.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopping_host_does_not_wait_for_a_client_that_does_not_read()
    {
        await using var web = await WebSide.StartAsync(web: static options => options.CloseTimeout = TimeSpan.FromMilliseconds(200));
        await using var stalled = await EventStream.OpenAsync(web.Events(), receiveBufferBytes: 4096);
        await BroadcastAsync(web);

        await web.App.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_client_that_vanishes_while_it_is_being_written_to_ends_its_connection()
    {
        await using var web = await WebSide.StartAsync();
        var stalled = await EventStream.OpenAsync(web.Events(), receiveBufferBytes: 4096);
        await BroadcastAsync(web);

        await stalled.DisposeAsync();

        await Eventually.TrueAsync(() => web.Logs.Any(static record => record.Id.Id == 3004), "the connection's task ends");
    }

    /// <summary>About 20 MB for who takes all of it: more than sockets and pipes hide.</summary>
    private static async Task BroadcastAsync(WebSide web)
    {
        var filler = new string('x', 20_000);
        for (var round = 1; round <= Rounds; round++)
        {
            var status = round == Rounds ? SubmissionStatus.Accepted : SubmissionStatus.Evaluating;
            for (var id = 1; id <= Submissions; id++) await web.SayAsync(id, status, new JsonObject { ["filler"] = filler }, revision: round);
        }
    }
}
