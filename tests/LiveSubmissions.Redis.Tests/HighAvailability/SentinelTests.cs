using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Redis.Tests.HighAvailability;

/// <summary>Sentinels name the primary, and another one when it dies.</summary>
[Collection(HighAvailabilityCollection.Name)]
[Trait("Category", "Slow")]
public sealed class SentinelTests : IAsyncLifetime
{
    private RedisSentinels _sentinels = null!;

    public async Task InitializeAsync() => _sentinels = await RedisSentinels.StartAsync();

    public async Task DisposeAsync() => await _sentinels.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_primary_dies_broadcasts_and_pages_go_on_with_its_successor(bool url)
    {
        await using var judge = await Judge.StartAsync(url ? _sentinels.Url : _sentinels.ConfigurationString);
        await using var listening = Node.At(_sentinels.Url);
        var listener = new RecordingListener();
        await listening.ListenAsync(Judge.Group(1), listener, default);
        for (var submission = 1; submission <= 5; submission++) Assert.Equal(BroadcastOutcome.Accepted, await judge.ChangeAsync(submission));
        await judge.EveryPageIsRightAsync();
        var before = await _sentinels.PrimaryAsync();

        await before.KillAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(3, 6).Select(submission => judge.ChangeAsync(submission)));
        await judge.EveryPageIsRightAsync();

        Assert.All(outcomes, outcome => Assert.True(outcome is BroadcastOutcome.Accepted or BroadcastOutcome.Deferred));
        await Eventually.TrueAsync(async () => await _sentinels.PrimaryAsync() != before, "every Sentinel names the successor");
        var heard = listener.Notifications.Count;
        await Eventually.TrueAsync(
            async () =>
            {
                await judge.ChangeAsync(1);
                return listener.Notifications.Count > heard;
            },
            "the listener hears again");
        await judge.EveryPageIsRightAsync();
        await judge.EveryLogIsRightAsync(listening);
    }

    [Fact]
    public async Task Sentinels_that_know_no_primary_yet_are_asked_again()
    {
        var url = _sentinels.Url;
        await using var node = Node.At(url.Replace("serviceName=judge", "serviceName=nobody", StringComparison.Ordinal));

        var failure = await Assert.ThrowsAsync<SubmissionTransportException>(
            async () => await node.ReadAsync(Judge.Group(1), default, 1, default));

        Assert.Contains("Sentinel", failure.Message, StringComparison.Ordinal);
    }
}
