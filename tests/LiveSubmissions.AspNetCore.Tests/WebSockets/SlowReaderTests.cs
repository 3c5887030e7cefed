using System.Text.Json.Nodes;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.WebSockets;

[Trait("Category", "Slow")]
public sealed class SlowReaderTests
{
    private const int Submissions = 20;
    private const int Rounds = 50;

    /// <summary>With <c>WritesPastStream</c>. The endpoint contract proves the same for the default.</summary>
    [Fact]
    public async Task A_client_that_does_not_read_delays_nobody_and_later_gets_the_newest_states_without_what_was_superseded()
    {
        await using var web = await WebSide.StartAsync(web: static options => options.WritesPastStream = true);
        var stalled = await web.ConnectAsync(WireClient.V1, receiveBufferBytes: 4096);
        await using var healthy = await WatchingClient.ConnectAsync(web.Socket());

        await BroadcastAsync(web);
        await Eventually.TrueAsync(() => Ended(healthy), "the healthy client has the newest states while the other one reads nothing");

        await using var slow = WatchingClient.Over(stalled);
        await Eventually.TrueAsync(() => Ended(slow), "the slow client gets the newest states once it reads");
        Assert.Empty(slow.BackwardSteps);
        Assert.Empty(healthy.BackwardSteps);
        Assert.InRange(slow.Updates.Values.Sum(), Submissions, Submissions * Rounds * 3 / 4);
        Assert.Null(slow.Closed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stopping_host_does_not_wait_for_a_client_that_does_not_read(bool pastStream)
    {
        await using var web = await WebSide.StartAsync(web: options =>
        {
            options.WritesPastStream = pastStream;
            options.CloseTimeout = TimeSpan.FromMilliseconds(200);
        });
        await using var stalled = await web.ConnectAsync(receiveBufferBytes: 4096);
        await using var healthy = await WatchingClient.ConnectAsync(web.Socket());
        await BroadcastAsync(web);
        await Eventually.TrueAsync(() => Ended(healthy), "the stalled client's socket is full");

        await web.App.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_vanishes_while_it_is_being_written_to_ends_its_connection(bool pastStream)
    {
        await using var web = await WebSide.StartAsync(web: options => options.WritesPastStream = pastStream);
        var stalled = await web.ConnectAsync(receiveBufferBytes: 4096);
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

    private static bool Ended(WatchingClient client) =>
        client.States.Count == Submissions && client.States.Values.All(static state => state.GetProperty("status").GetString() == "accepted");
}
