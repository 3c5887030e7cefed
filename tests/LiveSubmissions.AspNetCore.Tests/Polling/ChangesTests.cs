using System.Net;
using System.Text.Json.Nodes;
using LiveSubmissions.AspNetCore.Tests.Hosting;

namespace LiveSubmissions.AspNetCore.Tests.Polling;

public sealed class ChangesTests
{
    [Fact]
    public async Task Without_since_the_answer_says_where_the_log_ends()
    {
        await using var web = await WebSide.StartAsync();
        var position = await web.SayAsync(1, SubmissionStatus.Queued);

        var poll = await Poller.AskAsync(web.Changes());

        Assert.Equal(HttpStatusCode.OK, poll.Status);
        Assert.Equal(
            $$"""[{"type":"hello","position":"{{position}}","resumed":false,"complete":true,"heartbeat_seconds":10},{"type":"heartbeat","position":"{{position}}","verified":true}]""",
            poll.Body);
        Assert.Equal($"W/\"{position}-verified\"", poll.Tag);
        Assert.Equal("no-cache, private", poll.Answer.Headers.CacheControl!.ToString());
        Assert.Equal("application/json", poll.Answer.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task From_a_position_it_has_what_changed_each_submission_once(int submissions)
    {
        await using var web = await WebSide.StartAsync();
        var since = await web.SayAsync(99, SubmissionStatus.Queued);
        FeedPosition last = default;
        for (var round = 1; round <= 2; round++)
        {
            for (var id = 1; id <= submissions; id++) last = await web.SayAsync(id, round == 2 ? "accepted" : "queued", revision: round);
        }

        var poll = await Poller.AskAsync(web.Changes($"?since={since}"));

        Assert.Equal(["hello", .. Enumerable.Repeat("submission_update", submissions), "heartbeat"], poll.Types);
        Assert.True(poll.Messages[0].GetProperty("resumed").GetBoolean());
        Assert.Equal(since.ToString(), poll.Messages[0].GetProperty("position").GetString());
        Assert.All(poll.Messages.Skip(1).SkipLast(1), static update => Assert.Equal("accepted", update.GetProperty("status").GetString()));
        Assert.Equal(last.ToString(), poll.Position);
    }

    [Fact]
    public async Task A_position_that_cannot_be_used_is_answered_with_resync_and_good_positions_from_then_on()
    {
        await using var web = await WebSide.StartAsync();
        var position = await web.SayAsync(1, SubmissionStatus.Queued);

        var poll = await Poller.AskAsync(web.Changes("?since=0000000000000000:17"));
        var next = await Poller.AskAsync(web.Changes($"?since={poll.Position}"), poll.Tag);

        Assert.Equal(["hello", "resync"], poll.Types);
        Assert.False(poll.Messages[0].GetProperty("resumed").GetBoolean());
        Assert.Equal(position.ToString(), poll.Position);
        Assert.Equal(HttpStatusCode.NotModified, next.Status);
    }

    [Fact]
    public async Task Who_has_the_newest_is_told_so_and_who_has_not_gets_it()
    {
        await using var web = await WebSide.StartAsync();
        var first = await Poller.AskAsync(web.Changes("?since=0"));
        var unchanged = await Poller.AskAsync(web.Changes($"?since={first.Position}"), first.Tag);

        await web.SayAsync(1, SubmissionStatus.Queued);
        var changed = await Poller.AskAsync(web.Changes($"?since={first.Position}"), first.Tag);

        Assert.Equal(HttpStatusCode.NotModified, unchanged.Status);
        Assert.Equal("", unchanged.Body);
        Assert.Equal(first.Tag, unchanged.Tag);
        Assert.Equal("no-cache, private", unchanged.Answer.Headers.CacheControl!.ToString());
        Assert.Equal(["hello", "submission_update", "heartbeat"], changed.Types);
    }

    [Fact]
    public async Task More_than_a_batch_comes_in_several_answers_and_only_the_last_one_says_that_it_was_all()
    {
        await using var web = await WebSide.StartAsync(static options => options.Feed.MaxBatchBytes = 1024);
        for (var id = 1; id <= 10; id++) await web.SayAsync(id, SubmissionStatus.Queued, new JsonObject { ["filler"] = new string('x', 300) });
        var position = "0";
        var seen = new List<int>();
        var answers = 0;

        Poller poll;
        do
        {
            poll = await Poller.AskAsync(web.Changes($"?since={position}&wait=30"));
            seen.AddRange(poll.Messages.Where(static m => m.GetProperty("type").GetString() == "submission_update").Select(static m => m.GetProperty("submission_id").GetInt32()));
            position = poll.Position;
            answers++;
        }
        while (poll.Types.Last() != "heartbeat");

        Assert.Equal(Enumerable.Range(1, 10), seen);
        Assert.InRange(answers, 3, 10);
        Assert.Equal((await web.PositionAsync()).ToString(), position);
    }

    [Fact]
    public async Task One_submission_is_a_filter_whose_position_moves_on_with_the_log()
    {
        await using var web = await WebSide.StartAsync();
        await web.SayAsync(41, SubmissionStatus.Queued);
        await web.SayAsync(42, SubmissionStatus.Queued);
        var end = await web.SayAsync(43, SubmissionStatus.Queued);

        var poll = await Poller.AskAsync(web.Changes("?since=0", submission: "42"));

        Assert.Equal(["hello", "submission_update", "heartbeat"], poll.Types);
        Assert.Equal(42, poll.Messages[1].GetProperty("submission_id").GetInt32());
        Assert.Equal(end.ToString(), poll.Position);
    }

    [Fact]
    public async Task With_the_last_slash_it_is_the_same()
    {
        await using var web = await WebSide.StartAsync();

        Assert.Equal(["hello", "heartbeat"], (await Poller.AskAsync(new Uri(web.Address, "/problems/1/submissions/changes/"))).Types);
    }
}
