using System.Text.Json;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Contracts;
using LiveSubmissions.Contracts.Endpoints;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.WebSockets;

public sealed class ResumeTests
{
    [Fact]
    public async Task Who_missed_300_updates_gets_the_newest_state_of_each_and_no_submission_twice()
    {
        await using var web = await WebSide.StartAsync();
        await using var stays = await WatchingClient.ConnectAsync(web.Socket());
        var first = await WatchingClient.ConnectAsync(web.Socket());
        await web.SayAsync(1, SubmissionStatus.Queued, revision: 1);
        await Eventually.TrueAsync(() => first.Status("1") == "queued", "the first update arrives");
        var position = first.Position;
        await first.DisposeAsync();

        FeedPosition last = default;
        for (var update = 0; update < 300; update++)
        {
            last = await web.SayAsync(1 + (update % 100), update < 200 ? SubmissionStatus.Evaluating : SubmissionStatus.Accepted, revision: 2 + update);
        }

        // The log has accepted them; once somebody has seen the last one, this node knows them too.
        await Eventually.TrueAsync(() => stays.Position == last.ToString(), "the node has taken in all 300");
        await using var again = await WatchingClient.ConnectAsync(web.Socket(since: position));

        await Eventually.TrueAsync(() => again.States.Count == 100, "all submissions arrive");
        Assert.True(again.Others.First().GetProperty("resumed").GetBoolean());
        Assert.All(again.States.Values, static state => Assert.Equal("accepted", state.GetProperty("status").GetString()));
        Assert.All(again.Updates.Values, static count => Assert.Equal(1, count));
        Assert.Empty(again.BackwardSteps);
        Assert.Equal(last.ToString(), again.Position);
    }

    [Fact]
    public async Task Who_resumes_from_the_end_gets_only_what_comes()
    {
        await using var web = await WebSide.StartAsync();
        var position = await web.SayAsync(1, SubmissionStatus.Queued);

        await using var client = await web.ConnectAsync(WireClient.V1, since: position.ToString());
        await web.SayAsync(2, SubmissionStatus.Queued);

        Assert.Contains("\"resumed\":true", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Contains("\"submission_id\":2,", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_position_of_an_empty_log_is_good_for_its_first_update()
    {
        await using var web = await WebSide.StartAsync();
        var position = await web.PositionAsync();
        await web.SayAsync(1, SubmissionStatus.Queued);

        await using var client = await web.ConnectAsync(WireClient.V1, since: position.ToString());

        Assert.EndsWith(":0", position.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"resumed\":true", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Contains("\"submission_id\":1,", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0000000000000000:17")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task A_position_of_another_log_or_of_none_is_answered_with_resync_and_the_socket_stays_open(string since)
    {
        await using var web = await WebSide.StartAsync();
        var position = await web.SayAsync(1, SubmissionStatus.Queued);

        await using var client = await web.ConnectAsync(WireClient.V1, since: since);

        Assert.Contains("\"resumed\":false", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal($$"""{"type":"resync","position":"{{position}}","reason":"epoch"}""", await client.ReceiveAsync());
        await web.SayAsync(2, SubmissionStatus.Queued);
        Assert.Contains("\"submission_id\":2,", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_position_after_the_logs_end_is_answered_with_resync()
    {
        await using var web = await WebSide.StartAsync();
        var position = await web.SayAsync(1, SubmissionStatus.Queued);

        await using var client = await web.ConnectAsync(WireClient.V1, since: $"{position.Epoch}:{position.Sequence + 1_000_000_000}");

        Assert.Contains("\"resumed\":false", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal($$"""{"type":"resync","position":"{{position}}","reason":"ahead"}""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_position_below_what_retention_left_is_answered_with_resync()
    {
        await using var web = await WebSide.StartAsync(static options => options.Retention.MaxSubmissions = 2);
        var old = await web.SayAsync(1, SubmissionStatus.Queued);
        for (var id = 2; id <= 5; id++) await web.SayAsync(id, SubmissionStatus.Queued);

        await using var client = await web.ConnectAsync(WireClient.V1, since: old.ToString());

        Assert.Contains("\"resumed\":false", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal($$"""{"type":"resync","position":"{{await web.PositionAsync()}}","reason":"trimmed"}""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Since_0_says_that_something_is_hidden_and_shows_what_is_left()
    {
        await using var web = await WebSide.StartAsync(static options => options.Retention.MaxSubmissions = 2);
        for (var id = 1; id <= 5; id++) await web.SayAsync(id, SubmissionStatus.Queued);

        await using var client = await web.ConnectAsync(WireClient.V1, since: "0");

        Assert.Contains("\"complete\":false", await client.ReceiveAsync(), StringComparison.Ordinal);
        var updates = JsonDocument.Parse(await client.ReceiveAsync()).RootElement;
        Assert.Equal([4, 5], updates.EnumerateArray().Select(static update => update.GetProperty("submission_id").GetInt32()));
    }

    [Fact]
    public async Task A_plain_client_resumes_too()
    {
        await using var web = await WebSide.StartAsync();
        var position = await web.SayAsync(1, SubmissionStatus.Queued);
        await web.SayAsync(2, SubmissionStatus.Queued);

        await using var client = await web.ConnectAsync(since: position.ToString());

        Assert.Equal("""{"type":"submission_update","submission_id":2,"status":"queued","metrics":null}""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_plain_client_that_cannot_resume_is_closed_with_1012()
    {
        await using var web = await WebSide.StartAsync();
        await using var client = await WireClient.ConnectAsync(web.Socket(since: "0000000000000000:17"));

        var closed = await Assert.ThrowsAsync<WireClosedException>(() => client.ReceiveAsync());

        Assert.Equal(1012, closed.Code);
        Assert.Contains("load the data again", closed.Reason, StringComparison.Ordinal);
    }
}
