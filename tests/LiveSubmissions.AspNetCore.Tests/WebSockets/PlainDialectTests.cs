using System.Text.Json.Nodes;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.WebSockets;

public sealed class PlainDialectTests
{
    private const string Accepted = """{"type":"submission_update","submission_id":42,"status":"accepted","metrics":{"accuracy":0.95}}""";

    [Theory]
    [InlineData("/")]
    [InlineData("")]
    public async Task A_client_that_sends_nothing_gets_exactly_the_update_and_nothing_else(string end)
    {
        await using var web = await WebSide.StartAsync(static options => options.Feed.HeartbeatInterval = TimeSpan.FromMilliseconds(100));
        await using var client = await WireClient.ConnectAsync(web.Socket(end: end));
        await Contracts.Eventually.TrueAsync(() => web.Attached == 1, "the client is attached");

        await web.SayAsync(42, SubmissionStatus.Accepted, new JsonObject { ["accuracy"] = 0.95 });
        Assert.Equal(Accepted, await client.ReceiveAsync());
        Assert.Null(client.Subprotocol);

        // Whatever else had been sent would come before this.
        await web.SayAsync(43, SubmissionStatus.Queued);
        Assert.Equal("""{"type":"submission_update","submission_id":43,"status":"queued","metrics":null}""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Several_states_come_as_a_message_each()
    {
        await using var web = await WebSide.StartAsync();
        for (var id = 1; id <= 3; id++) await web.SayAsync(id, SubmissionStatus.Queued);

        await using var client = await web.ConnectAsync(since: "0");

        for (var id = 1; id <= 3; id++)
        {
            Assert.Equal($$"""{"type":"submission_update","submission_id":{{id}},"status":"queued","metrics":null}""", await client.ReceiveAsync());
        }
    }

    [Fact]
    public async Task The_same_bytes_are_not_sent_twice_in_a_row()
    {
        await using var web = await WebSide.StartAsync();
        await using var client = await web.ConnectAsync();
        await web.SayAsync(1, SubmissionStatus.Evaluating, progress: 0.1);
        Assert.Contains("evaluating", await client.ReceiveAsync(), StringComparison.Ordinal);

        await web.SayAsync(1, SubmissionStatus.Evaluating, progress: 0.2);
        await web.SayAsync(1, SubmissionStatus.Evaluating, progress: 0.9);
        await web.SayAsync(2, SubmissionStatus.Queued);

        Assert.Contains("\"submission_id\":2,", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_was_given_as_text_is_text_on_the_wire()
    {
        await using var web = await WebSide.StartAsync();
        await using var client = await web.ConnectAsync();

        await web.SayAsync("a-slug", SubmissionStatus.Queued);

        Assert.Equal("""{"type":"submission_update","submission_id":"a-slug","status":"queued","metrics":null}""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_client_of_another_problem_hears_nothing_of_it()
    {
        await using var web = await WebSide.StartAsync();
        await using var other = await web.ConnectAsync(problem: "2");

        await web.SayAsync(1, SubmissionStatus.Queued);
        await web.Broadcaster.BroadcastAsync(2, 2, SubmissionStatus.Queued);

        Assert.Contains("\"submission_id\":2,", await other.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_asks_for_subprotocols_that_nobody_knows_is_a_plain_one()
    {
        await using var web = await WebSide.StartAsync();
        await using var client = await web.ConnectAsync("something.else");

        await web.SayAsync(42, SubmissionStatus.Accepted, new JsonObject { ["accuracy"] = 0.95 });

        Assert.Null(client.Subprotocol);
        Assert.Equal(Accepted, await client.ReceiveAsync());
    }
}
