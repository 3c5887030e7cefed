using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Redis.Tests.HighAvailability;

/// <summary>Groups spread over a cluster's masters, which die and are replaced.</summary>
[Collection(HighAvailabilityCollection.Name)]
[Trait("Category", "Slow")]
public sealed class ClusterTests : IAsyncLifetime
{
    private const int Problems = 12;

    private RedisCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await RedisCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Groups_are_spread_and_each_is_told_at_its_own_master_alone()
    {
        await using var node = Node.At(_cluster.Url);
        var listeners = new List<RecordingListener>();
        var masters = new HashSet<RedisServer>();
        for (var problem = 1; problem <= Problems; problem++)
        {
            var listener = new RecordingListener();
            listeners.Add(listener);
            await node.ListenAsync(Judge.Group(problem), listener, default);
            var master = await MasterOfAsync(problem);
            masters.Add(master);
            var channels = (await master.AskAsync("PUBSUB", "SHARDCHANNELS")).Split('\n');
            Assert.Contains($"live-submissions:{{{Judge.Group(problem)}}}:entries:0", channels);
        }

        for (var problem = 1; problem <= Problems; problem++)
        {
            await node.AppendAsync(Judge.Group(problem), SampleEntry.Create(problem, counter: problem), TimeProvider.System.GetTimestamp(), default);
        }

        var ends = await node.ReadEndsAsync([.. Enumerable.Range(1, Problems).Select(Judge.Group)], default);
        Assert.Equal(3, masters.Count);
        for (var problem = 1; problem <= Problems; problem++)
        {
            await listeners[problem - 1].ToHearAsync(1);
            var heard = Assert.Single(listeners[problem - 1].Notifications);
            Assert.Equal(ends[problem - 1].Position, new FeedPosition(heard.Epoch, heard.Entry.Sequence));
        }
    }

    [Fact]
    public async Task Each_groups_append_is_acknowledged_by_its_own_masters_replica()
    {
        await using var node = Node.At(_cluster.Url, configure: options => options.ReplicaAcknowledgements = 1);

        for (var problem = 1; problem <= Problems; problem++)
        {
            var result = await node.AppendAsync(Judge.Group(problem), SampleEntry.Create(problem), TimeProvider.System.GetTimestamp(), default);
            Assert.True(result.IsHeld);
        }

        var master = await MasterOfAsync(1);
        await (await _cluster.ReplicaOfAsync(master)).KillAsync();
        var failure = await Assert.ThrowsAsync<SubmissionTransportException>(
            async () => await node.AppendAsync(Judge.Group(1), SampleEntry.Create(2), TimeProvider.System.GetTimestamp(), default));
        Assert.Contains("replicas", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_a_master_dies_listeners_hear_again_at_its_replica_and_every_page_ends_right()
    {
        await using var judge = await Judge.StartAsync(_cluster.Url, Problems);
        await using var listening = Node.At(_cluster.Url);
        var listener = new RecordingListener();
        await listening.ListenAsync(Judge.Group(1), listener, default);
        await ChangeAllAsync(judge);
        await judge.EveryPageIsRightAsync();
        var before = await MasterOfAsync(1);

        await before.KillAsync();
        var outcomes = await ChangeAllAsync(judge);
        await judge.EveryPageIsRightAsync(TimeSpan.FromSeconds(60));

        Assert.All(outcomes, outcome => Assert.True(outcome is BroadcastOutcome.Accepted or BroadcastOutcome.Deferred));
        Assert.NotEqual(before, await MasterOfAsync(1));
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

    private Task<RedisServer> MasterOfAsync(int problem) => _cluster.MasterOfAsync($"{{{Judge.Group(problem)}}}");

    private static Task<BroadcastOutcome[]> ChangeAllAsync(Judge judge) => Task.WhenAll(
        Enumerable.Range(1, Problems).SelectMany(problem => new[] { judge.ChangeAsync(1, problem), judge.ChangeAsync(2, problem) }));
}
