using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.AspNetCore.Tests.ServerSentEvents;

namespace LiveSubmissions.AspNetCore.Tests.Views;

/// <summary>One submission is a filter on its problem's log, not a log of its own.</summary>
public sealed class OneSubmissionTests
{
    [Fact]
    public async Task An_event_stream_shows_that_submission_alone_and_its_position_moves_on_with_the_heartbeat()
    {
        await using var web = await WebSide.StartAsync(static options => options.Feed.HeartbeatInterval = TimeSpan.FromMilliseconds(100));
        await web.SayAsync(41, SubmissionStatus.Queued);
        var mine = await web.SayAsync(42, SubmissionStatus.Queued);
        var other = await web.SayAsync(43, SubmissionStatus.Queued);

        await using var stream = await EventStream.OpenAsync(web.Events(submission: "42", since: "0"));

        Assert.StartsWith("retry", await stream.ReadAsync(), StringComparison.Ordinal);
        var update = await stream.ReadAsync();
        Assert.Contains($"id: {mine}\n", update, StringComparison.Ordinal);
        Assert.Contains("\"submission_id\":42,", update, StringComparison.Ordinal);
        Assert.Contains($"event: heartbeat\nid: {other}\n", await stream.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_is_none_is_refused()
    {
        await using var web = await WebSide.StartAsync();
        await using var stream = await EventStream.OpenAsync(web.Events(submission: "a%20b"));

        Assert.Contains("\"code\":4400", await stream.ReadAsync(), StringComparison.Ordinal);
    }
}
