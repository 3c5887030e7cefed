using LiveSubmissions.AspNetCore.Tests.Hosting;

namespace LiveSubmissions.AspNetCore.Tests.ServerSentEvents;

public sealed class ResumeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_comes_back_gets_what_happened_meanwhile(bool byHeader)
    {
        await using var web = await WebSide.StartAsync();
        var first = await EventStream.OpenAsync(web.Events());
        await first.ReadAsync();
        await web.SayAsync(1, SubmissionStatus.Queued);
        var id = Id(await first.ReadAsync());
        await first.DisposeAsync();
        await web.SayAsync(1, SubmissionStatus.Evaluating);
        var last = await web.SayAsync(2, SubmissionStatus.Queued);
        var newest = await web.SayAsync(1, SubmissionStatus.Accepted);

        await using var again = byHeader ? await EventStream.OpenAsync(web.Events(), id) : await EventStream.OpenAsync(web.Events(since: id));

        var hello = await again.ReadAsync();
        Assert.Equal(id, Id(hello));
        Assert.Contains("\"resumed\":true", hello, StringComparison.Ordinal);
        Assert.Equal(last.ToString(), Id(await again.ReadAsync()));
        var update = await again.ReadAsync();
        Assert.Equal(newest.ToString(), Id(update));
        Assert.Contains("\"status\":\"accepted\"", update, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_events_id_wins_over_the_address_that_a_browser_asks_again()
    {
        await using var web = await WebSide.StartAsync();
        await web.SayAsync(1, SubmissionStatus.Queued);
        var position = await web.SayAsync(2, SubmissionStatus.Queued);
        await web.SayAsync(3, SubmissionStatus.Queued);

        await using var stream = await EventStream.OpenAsync(web.Events(since: "0"), position.ToString());

        Assert.Equal(position.ToString(), Id(await stream.ReadAsync()));
        Assert.Contains("\"submission_id\":3", await stream.ReadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0000000000000000:17", null)]
    [InlineData(null, "0000000000000000:17")]
    [InlineData(null, "nonsense")]
    public async Task A_position_that_cannot_be_used_stays_the_clients_until_the_resync_and_the_stream_goes_on(string? since, string? lastEventId)
    {
        await using var web = await WebSide.StartAsync();
        var position = await web.SayAsync(1, SubmissionStatus.Queued);

        await using var stream = await EventStream.OpenAsync(web.Events(since: since), lastEventId);

        var hello = await stream.ReadAsync();
        Assert.Null(Id(hello));
        Assert.Contains("\"resumed\":false", hello, StringComparison.Ordinal);
        Assert.Equal(
            $$"""
            event: resync
            id: {{position}}
            data: {"type":"resync","position":"{{position}}","reason":"epoch"}
            """,
            await stream.ReadAsync());
        await web.SayAsync(2, SubmissionStatus.Queued);
        Assert.Contains("\"submission_id\":2", await stream.ReadAsync(), StringComparison.Ordinal);
    }

    private static string? Id(string block) =>
        block.Split('\n').SingleOrDefault(static line => line.StartsWith("id: ", StringComparison.Ordinal))?["id: ".Length..];
}
