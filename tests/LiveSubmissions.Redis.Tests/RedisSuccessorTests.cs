using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;
using LiveSubmissions.Redis.Tests.HighAvailability;
using LiveSubmissions.Redis.Transport;
using LiveSubmissions.TestKit.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace LiveSubmissions.Redis.Tests;

/// <summary>A log that was lost has a successor: nothing that the lost one had accepted goes into it, and whoever asks for all of it is told that it is not all.</summary>
public sealed class RedisSuccessorTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly SubmissionGroup _group = Judge.Group(1);
    private readonly FakeLogCollector _log = new();
    private RedisServer _server = null!;
    private RedisTransport _node = null!;

    public async Task InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _node = Node.At(_server.Url);
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task What_a_lost_log_had_accepted_does_not_go_into_its_successor()
    {
        var lost = await AppendAsync(1, origin: null);
        Assert.Equal(RefusalReason.None, (await AppendAsync(1, lost.Origin)).Refusal);
        await _server.AskAsync("FLUSHALL");

        var copy = await AppendAsync(1, lost.Origin);
        var given = await AppendAsync(2, origin: null);

        Assert.Equal(RefusalReason.OtherLog, copy.Refusal);
        Assert.NotEqual(lost.Origin, copy.Origin);
        Assert.Equal(RefusalReason.None, given.Refusal);
        Assert.Equal("2", Assert.Single((await ReadAsync()).Entries).State.Submission.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_reported_loss_makes_the_successor_incomplete_once_and_moves_its_end_for_everybody_to_read(int entries)
    {
        var lost = await AppendAsync(1, origin: null);
        await _server.AskAsync("FLUSHALL");
        if (entries > 0) await AppendAsync(2, origin: null);
        var before = await ReadAsync();

        await _node.ReportLossAsync(_group, before.Origin, default);
        Assert.False((await ReadAsync()).IsIncomplete);
        await _node.ReportLossAsync(_group, lost.Origin, default);
        var reported = await ReadAsync();
        await _node.ReportLossAsync(_group, lost.Origin, default);
        await _node.ReportLossAsync(_group, "another", default);
        var after = await ReadAsync();

        Assert.False(before.IsIncomplete);
        Assert.True(reported.IsIncomplete);
        Assert.True(reported.End > before.End);
        Assert.Equal(before.Epoch, reported.Epoch);
        Assert.Equal(entries, reported.Entries.Count);
        Assert.Equal(reported.EndPosition, after.EndPosition);
        Assert.Equal(RefusalReason.None, (await AppendAsync(3, origin: null)).Refusal);
        Assert.Equal(entries + 1, (await ReadAsync()).Entries.Count);
    }

    [Fact]
    public async Task A_log_that_was_moved_on_and_then_lost_its_entries_is_lost()
    {
        await AppendAsync(1, origin: null);
        await _node.ReportLossAsync(_group, "another", default);
        var before = await ReadAsync();
        await _server.AskAsync("DEL", $"live-submissions:{{{_group}}}:states", $"live-submissions:{{{_group}}}:order");

        Assert.NotEqual(before.Epoch, (await ReadAsync()).Epoch);
    }

    [Fact]
    public async Task A_node_that_knew_the_lost_log_says_so_and_a_client_of_another_node_that_asks_for_all_is_told_that_it_is_not_all()
    {
        await using var knows = Services();
        await using var other = Services();
        await AppendAsync(1, origin: null);
        await using var follows = await SubscribeAsync(knows, FeedPosition.Beginning);
        Assert.True(follows.Complete);
        await _server.AskAsync("FLUSHALL");
        await AppendAsync(2, origin: null);
        await using var early = await SubscribeAsync(other, null);

        await Eventually.TrueAsync(async () => (await ReadAsync()).IsIncomplete, "the node that knew the lost log has said so");
        await Eventually.TrueAsync(
            async () =>
            {
                await using var all = await SubscribeAsync(other, FeedPosition.Beginning);
                return !all.Complete;
            },
            "a client of the other node is told");
        FeedBatch batch;
        do batch = await follows.ReadAsync().AsTask().WaitAsync(Deadline);
        while (batch.Kind != FeedBatchKind.Resync);
    }

    [Fact]
    public async Task A_processs_copies_do_not_bring_back_what_another_process_had_superseded_before_the_log_was_lost()
    {
        await using var first = Services();
        await BroadcastAsync(first, 1, "queued", revision: 1);
        await using (var second = Services()) await BroadcastAsync(second, 1, "accepted", revision: 2);
        await BroadcastAsync(first, 2, "queued", revision: 1);

        await _server.RestartAsync();
        await Eventually.TrueAsync(
            async () => (await first.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(1, 3, "queued", revision: 1)).Outcome is BroadcastOutcome.Accepted or BroadcastOutcome.AlreadyKnown,
            "the restarted server takes updates");
        await Eventually.TrueAsync(async () => (await ReadAsync()).IsIncomplete, "the process that knew the lost log has said so");
        await Eventually.TrueAsync(() => _log.GetSnapshot().Any(record => record.Id.Id == 1011), "copies are sent again");
        await using var node = Services();
        await using var cursor = await SubscribeAsync(node, FeedPosition.Beginning);
        var batch = await cursor.ReadAsync().AsTask().WaitAsync(Deadline);

        Assert.False(cursor.Complete);
        Assert.Equal("3", Assert.Single(batch.Entries).State.Submission.ToString());
        await BroadcastAsync(first, 4, "queued", revision: 1);
        Assert.Equal(["3", "4"], (await ReadAsync()).Entries.Select(entry => entry.State.Submission.ToString()));
    }

    private static async Task BroadcastAsync(ServiceProvider node, int submission, string status, long revision) => Assert.Equal(
        BroadcastOutcome.Accepted, (await node.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(1, submission, status, revision: revision)).Outcome);

    private ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(_log)));
        services.AddLiveSubmissions(options => options.Feed.RecheckInterval = TimeSpan.FromSeconds(1)).AddRedis(_server.Url);
        return services.BuildServiceProvider();
    }

    private ValueTask<FeedCursor> SubscribeAsync(ServiceProvider node, FeedPosition? since) =>
        node.GetRequiredService<ISubmissionFeed>().SubscribeAsync(_group, new FeedCursorOptions { Since = since });

    private async Task<AppendResult> AppendAsync(int submission, string? origin) => await _node.AppendAsync(
        _group, SampleEntry.Create(submission, revision: 1, counter: submission), TimeProvider.System.GetTimestamp(), origin, default);

    private async Task<LogPage> ReadAsync() => await _node.ReadAsync(_group, default, 100, default);
}
