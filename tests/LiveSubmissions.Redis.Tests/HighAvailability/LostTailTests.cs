using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Redis.Tests.HighAvailability;

/// <summary>A failover to a replica that had not heard of the log's last entries, whatever its clock says.</summary>
[Collection(HighAvailabilityCollection.Name)]
[Trait("Category", "Slow")]
public sealed class LostTailTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("+3s")]
    [InlineData("-3s")]
    [InlineData("+120s")]
    [InlineData("-120s")]
    public async Task The_log_is_fenced_once_pages_are_told_once_and_everybody_ends_with_the_newest_state(string? clockOffset)
    {
        await using var pair = await RedisPair.StartAsync(clockOffset);
        await using var judge = await Judge.StartAsync(pair.Url);
        for (var submission = 1; submission <= 5; submission++) await judge.ChangeAsync(submission);
        await pair.CaughtUpAsync();
        await pair.CutAsync();
        await using var monitor = await RedisMonitor.StartAsync(pair.Replica);

        for (var submission = 3; submission <= 8; submission++) await judge.ChangeAsync(submission);

        // What nobody sends again. Where all of the tail is sent again before a node compares, and the clock is not behind, nothing is missing.
        await judge.ChangeAndDieAsync(9);
        await judge.EveryPageIsRightAsync();
        Assert.All(judge.Pages, page => Assert.Equal(0, page.Resyncs));
        await pair.FailOverAsync();
        await Eventually.TrueAsync(() => judge.Pages.All(page => page.Resyncs > 0), "every page is told to ask the application");

        await judge.EveryPageIsRightAsync();
        await judge.ChangeAsync(1);
        await judge.ChangeAsync(9);
        await judge.EveryPageIsRightAsync();
        await using var observer = Node.At(pair.Url);
        await judge.EveryLogIsRightAsync(observer);
        Assert.All(judge.Pages, page => Assert.Equal(1, page.Resyncs));
        var epochsGiven = monitor.Lines("lua] \"HSET\"", $"{{{Judge.Group(1)}}}:meta\" \"epoch\"");
        Assert.True(epochsGiven.Count == 1, string.Join(Environment.NewLine, epochsGiven));
        Assert.DoesNotContain("\"floor\"", epochsGiven[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failover_that_loses_nothing_tells_no_page_to_ask_the_application()
    {
        await using var pair = await RedisPair.StartAsync();
        await using var judge = await Judge.StartAsync(pair.Url);
        for (var submission = 1; submission <= 5; submission++) await judge.ChangeAsync(submission);
        await pair.CaughtUpAsync();

        await pair.FailOverAsync();
        for (var submission = 3; submission <= 8; submission++) await judge.ChangeAsync(submission);

        await judge.EveryPageIsRightAsync();
        Assert.All(judge.Pages, page => Assert.Equal(0, page.Resyncs));
    }

    [Fact]
    public async Task A_replica_that_is_behind_is_not_read_in_its_primarys_absence()
    {
        await using var pair = await RedisPair.StartAsync();
        await using var judge = await Judge.StartAsync(pair.Url);
        await judge.ChangeAsync(1);
        await pair.CaughtUpAsync();
        await pair.CutAsync();
        await judge.ChangeAsync(1);
        await using var observer = Node.At(pair.Url);
        var end = (await observer.ReadAsync(Judge.Group(1), default, 10, default)).EndPosition;

        await pair.Primary.KillAsync();
        await Assert.ThrowsAsync<SubmissionTransportException>(async () => await observer.ReadAsync(Judge.Group(1), default, 10, default));
        await pair.Primary.RestartAsync();

        await judge.ChangeAsync(2);
        await judge.EveryPageIsRightAsync();
        Assert.Equal(end.Epoch, (await observer.ReadAsync(Judge.Group(1), default, 10, default)).Epoch);
        Assert.All(judge.Pages, page => Assert.Equal(0, page.Resyncs));
    }
}
