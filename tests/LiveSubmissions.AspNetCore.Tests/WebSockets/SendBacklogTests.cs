using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.WebSockets;

public sealed class SendBacklogTests
{
    [Fact]
    public async Task What_a_client_has_not_read_waits_in_the_log_and_not_in_buffers()
    {
        const int Submissions = 20;
        const int Rounds = 250;
        await using var web = await WebSide.StartAsync();
        var stalled = await web.ConnectAsync(WireClient.V1, receiveBufferBytes: 4096);
        for (var round = 1; round <= Rounds; round++)
        {
            for (var id = 1; id <= Submissions; id++) await web.SayAsync(id, round == Rounds ? "accepted" : "evaluating", revision: round);
        }

        await using var slow = WatchingClient.Over(stalled);
        await Eventually.TrueAsync(() => slow.States.Values.Count(IsAccepted) == Submissions, "it has the newest states");

        // About 220 bytes each: 110 KB, where an unbounded socket takes all of the megabyte.
        Assert.InRange(slow.Updates.Values.Sum(), Submissions, 500);
    }

    private static bool IsAccepted(System.Text.Json.JsonElement state) => state.GetProperty("status").GetString() == "accepted";
}
