using System.Globalization;
using LiveSubmissions.Contracts;
using LiveSubmissions.Log;
using LiveSubmissions.Redis.Transport;
using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Redis.Tests.HighAvailability;

/// <summary>Appends that count only once a replica has them.</summary>
[Collection(HighAvailabilityCollection.Name)]
[Trait("Category", "Slow")]
public sealed class ReplicaAcknowledgementTests : IAsyncLifetime
{
    private readonly SubmissionGroup _group = Judge.Group(1);
    private RedisPair _pair = null!;

    public async Task InitializeAsync() => _pair = await RedisPair.StartAsync();

    public async Task DisposeAsync() => await _pair.DisposeAsync();

    [Fact]
    public async Task What_was_accepted_is_at_the_replica()
    {
        await using var node = NodeThatWaits();

        for (var i = 1; i <= 50; i++)
        {
            var position = (await AppendAsync(node, i)).Position;
            var there = await _pair.Replica.AskAsync("HGET", $"live-submissions:{{{_group}}}:meta", "sequence");
            Assert.Equal(position.Sequence.ToString(CultureInfo.InvariantCulture), there);
        }
    }

    [Fact]
    public async Task Without_a_replica_that_answers_an_append_fails_says_why_and_is_accepted_once_when_the_replica_is_back()
    {
        await using var node = NodeThatWaits();
        await using var other = Node.At(_pair.Url);
        var listener = new RecordingListener();
        await other.ListenAsync(_group, listener, default);
        await using var third = NodeThatWaits();
        var before = new[] { await AppendAsync(node, 1), await AppendAsync(third, 3) };
        await _pair.Replica.FreezeAsync();

        var failure = await Assert.ThrowsAsync<SubmissionTransportException>(() => AppendAsync(node, 2));
        var still = await Assert.ThrowsAsync<SubmissionTransportException>(() => AppendAsync(node, 2));
        var overAnotherConnection = await Assert.ThrowsAsync<SubmissionTransportException>(() => AppendAsync(third, 2));

        // Reads and refusals wait for nobody.
        var held = (await node.ReadAsync(_group, default, 10, default)).Entries;
        var refused = await node.AppendAsync(_group, SampleEntry.Create(2, counter: 1), TimeProvider.System.GetTimestamp(), default);
        await _pair.Replica.ThawAsync();
        AppendResult accepted = default;
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    accepted = await AppendAsync(node, 2);
                    return true;
                }
                catch (SubmissionTransportException)
                {
                    return false;
                }
            },
            "the replica acknowledges again");

        Assert.Contains("0 of 1 replicas acknowledged it within 500 ms", failure.Cause, StringComparison.Ordinal);
        Assert.Contains("ReplicaAcknowledgements", failure.Fix, StringComparison.Ordinal);
        Assert.Equal(failure.Cause, still.Cause);
        Assert.Equal(failure.Cause, overAnotherConnection.Cause);
        Assert.Equal(RefusalReason.OlderOperation, refused.Refusal);
        Assert.Equal([.. before.Select(result => result.Position.Sequence), accepted.Position.Sequence], held.Select(entry => entry.Sequence));
        await listener.ToHearAsync(3);
        Assert.Equal(["1", "3", "2"], listener.Notifications.Select(n => n.Entry.State.Submission.ToString()));
    }

    private RedisTransport NodeThatWaits() => Node.At(_pair.Url, configure: options =>
    {
        options.ReplicaAcknowledgements = 1;

        // Patient, so that a busy machine is not taken for a dead server.
        options.AttemptTimeout = TimeSpan.FromSeconds(10);
        options.ReplicaTimeout = TimeSpan.FromMilliseconds(500);
    });

    private Task<AppendResult> AppendAsync(RedisTransport node, long number) =>
        node.AppendAsync(_group, SampleEntry.Create(number, counter: number), TimeProvider.System.GetTimestamp(), default).AsTask();
}
