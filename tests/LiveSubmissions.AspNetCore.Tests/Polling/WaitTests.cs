using System.Net;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Wire;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.Tests.Polling;

public sealed class WaitTests
{
    private TaskCompletionSource _asked = new();

    [Fact]
    public async Task An_answer_waits_until_there_is_something()
    {
        await using var web = await StartAsync();
        var position = await web.PositionAsync();
        var answer = Poller.AskAsync(web.Changes($"?since={position}&wait=60"));
        await _asked.Task.WaitAsync(WireClient.Deadline);

        await web.SayAsync(1, SubmissionStatus.Queued);

        Assert.Equal(["hello", "submission_update", "heartbeat"], (await answer).Types);
    }

    [Fact]
    public async Task What_is_there_already_is_not_waited_for()
    {
        await using var web = await WebSide.StartAsync();
        await web.SayAsync(1, SubmissionStatus.Queued);

        Assert.Equal(["hello", "submission_update", "heartbeat"], (await Poller.AskAsync(web.Changes("?since=0&wait=60"))).Types);
    }

    [Fact]
    public async Task When_the_time_is_up_the_answer_says_that_nothing_happened()
    {
        await using var web = await WebSide.StartAsync(static options => options.Feed.HeartbeatInterval = TimeSpan.FromMilliseconds(100));
        var started = TimeProvider.System.GetTimestamp();

        var first = await Poller.AskAsync(web.Changes("?wait=1"));
        var unchanged = await Poller.AskAsync(web.Changes($"?since={first.Position}&wait=1"), first.Tag);

        Assert.Equal(["hello", "heartbeat"], first.Types);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.Status);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.FromSeconds(1.9), WireClient.Deadline);
    }

    [Fact]
    public async Task Updates_of_other_submissions_are_not_what_a_narrow_view_waits_for()
    {
        await using var web = await StartAsync(static options => options.Feed.HeartbeatInterval = TimeSpan.FromMilliseconds(100));
        var answer = Poller.AskAsync(web.Changes("?since=0&wait=60", submission: "42"));
        await _asked.Task.WaitAsync(WireClient.Deadline);

        await web.SayAsync(41, SubmissionStatus.Queued);
        await using var other = await WatchingClient.ConnectAsync(web.Socket(since: "0"));
        await Eventually.TrueAsync(() => other.Others.Count >= 4, "the node has seen it, and some heartbeats");
        Assert.False(answer.IsCompleted);
        await web.SayAsync(42, SubmissionStatus.Queued);

        Assert.Equal(42, (await answer).Messages[1].GetProperty("submission_id").GetInt32());
    }

    [Fact]
    public async Task A_server_that_is_no_longer_sure_says_so_at_once_and_once_and_at_once_when_it_is_sure_again()
    {
        await using var web = await StartAsync(
            static options => options.Feed.HeartbeatInterval = TimeSpan.FromMinutes(5),
            add: static live => live.Services.AddSingleton<InterruptibleTransport>().AddSingleton<ISubmissionTransport>(
                static services => services.GetRequiredService<InterruptibleTransport>()));
        var transport = web.App.Services.GetRequiredService<InterruptibleTransport>();
        await web.SayAsync(42, SubmissionStatus.Queued);
        var sure = await Poller.AskAsync(web.Changes("?since=0"));
        _asked = new TaskCompletionSource();

        var becomesUnsure = Poller.AskAsync(web.Changes($"?since={sure.Position}&wait=60"), sure.Tag);
        await _asked.Task.WaitAsync(WireClient.Deadline);
        transport.Cut();
        var unsure = await becomesUnsure;
        var still = await Poller.AskAsync(web.Changes($"?since={sure.Position}&wait=1"), unsure.Tag);
        var becomesSure = Poller.AskAsync(web.Changes($"?since={sure.Position}&wait=60"), unsure.Tag);
        transport.Restore();
        var again = await becomesSure;

        Assert.True(sure.Messages[^1].GetProperty("verified").GetBoolean());
        Assert.False(unsure.Messages[^1].GetProperty("verified").GetBoolean());
        Assert.EndsWith("-unverified\"", unsure.Tag, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotModified, still.Status);
        Assert.True(again.Messages[^1].GetProperty("verified").GetBoolean());
    }

    [Fact]
    public async Task A_stopping_host_answers_at_once()
    {
        await using var web = await StartAsync();
        await Poller.AskAsync(web.Changes());
        _asked = new TaskCompletionSource();
        var answer = Poller.AskAsync(web.Changes("?wait=60"));
        await _asked.Task.WaitAsync(WireClient.Deadline);

        await web.App.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));

        // One that was just being let in is told to come back.
        var poll = await answer;
        if (poll.Status != HttpStatusCode.ServiceUnavailable) Assert.Equal(["hello", "heartbeat"], poll.Types);
    }

    [Theory]
    [InlineData("61")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("soon")]
    [InlineData("")]
    public async Task A_wait_that_is_none_is_told_the_fix(string wait)
    {
        await using var web = await WebSide.StartAsync();

        var poll = await Poller.AskAsync(web.Changes($"?wait={wait}"));

        Assert.Equal(HttpStatusCode.BadRequest, poll.Status);
        Assert.Equal($"The query's wait is '{wait}'. Write whole seconds, 0 to 60, or leave it out for an answer at once.\n", poll.Body);
    }

    /// <summary>A host that says when it was asked.</summary>
    private Task<WebSide> StartAsync(Action<LiveSubmissionsOptions>? options = null, Action<ILiveSubmissionsBuilder>? add = null) =>
        WebSide.StartAsync(options, add: live =>
        {
            add?.Invoke(live);
            live.AddAccess((_, _, _) =>
            {
                _asked.TrySetResult();
                return ValueTask.FromResult(SubmissionAccess.Allowed);
            });
        });
}
