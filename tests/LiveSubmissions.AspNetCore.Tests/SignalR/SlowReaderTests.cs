using System.Text.Json.Nodes;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

[Trait("Category", "Slow")]
public sealed class SlowReaderTests
{
    private const int Submissions = 20;
    private const int Rounds = 250;
    private const string Handshake = """{"protocol":"json","version":1}""";

    [Theory]
    [InlineData("""{"type":4,"invocationId":"1","target":"Follow","arguments":[1,null]}""")]
    [InlineData("""{"type":1,"invocationId":"1","target":"Join","arguments":[1]}""")]
    public async Task What_a_client_has_not_read_waits_in_the_log_and_it_gets_the_newest_states(string invocation)
    {
        await using var web = await HubSide.StartAsync();
        var address = new UriBuilder(web.Address) { Scheme = "ws", Path = "/hubs/submissions" }.Uri;
        await using var stalled = await WireClient.ConnectAsync(address, receiveBufferBytes: 4096);
        await stalled.SendAsync(Handshake + "\u001e");
        await stalled.SendAsync(invocation + "\u001e");
        await Eventually.TrueAsync(() => web.Attached == 1, "the client follows");

        // About a megabyte, of which the client reads nothing.
        for (var round = 1; round <= Rounds; round++)
        {
            for (var id = 1; id <= Submissions; id++) await web.SayAsync(id, round == Rounds ? "accepted" : "evaluating", revision: round);
        }

        var updates = 0;
        var newest = new Dictionary<long, long>();
        while (newest.Count < Submissions || newest.Values.Any(static revision => revision < Rounds))
        {
            foreach (var record in (await stalled.ReceiveAsync()).Split('\u001e', StringSplitOptions.RemoveEmptyEntries))
            {
                if (UpdateOf(JsonNode.Parse(record)!) is not { } update) continue;
                var (id, revision) = ((long)update["submission_id"]!, (long)update["revision"]!);
                Assert.True(revision > newest.GetValueOrDefault(id), $"submission {id} goes from revision {newest.GetValueOrDefault(id)} to {revision}");
                newest[id] = revision;
                updates++;
            }
        }

        Assert.InRange(updates, Submissions, 700);
    }

    private static JsonNode? UpdateOf(JsonNode message)
    {
        var update = message["item"] ?? message["arguments"]?[0];
        return (string?)update?["type"] == "submission_update" ? update : null;
    }
}
