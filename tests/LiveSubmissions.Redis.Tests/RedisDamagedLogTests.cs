using System.Globalization;
using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;
using LiveSubmissions.Redis.Tests.HighAvailability;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Tests;

/// <summary>What somebody else writes into a log, or tells in its name, harms nobody but itself.</summary>
public sealed class RedisDamagedLogTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly ServiceProvider _services = Services(redis.Server.Url);
    private readonly string _problem = Guid.NewGuid().ToString("N");

    private SubmissionGroup Group => new($"problem_submissions_{_problem}");

    private SubmissionFeed Feed => (SubmissionFeed)_services.GetRequiredService<ISubmissionFeed>();

    private IDatabase Database => redis.Client.GetDatabase();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Theory]
    [InlineData(3)]
    [InlineData(64)]
    public async Task A_forged_notification_costs_one_read_and_everybody_gets_what_follows(int watchers)
    {
        await BroadcastAsync(1, "queued");
        var cursors = await Task.WhenAll(Enumerable.Range(0, watchers).Select(_ => Feed.SubscribeAsync(Group).AsTask()));
        var reads = cursors.Select(cursor => cursor.ReadAsync().AsTask()).ToArray();
        var end = (await Feed.GetPositionAsync(Group));
        await using var monitor = await RedisMonitor.StartAsync(redis.Server);

        await PublishAsync($"{end.Epoch} {end.Sequence} 1 900000000000000000 1 abc 1 - 76 ss - 1 accepted\n{{\"type\"}}");
        await Eventually.TrueAsync(() => Reads(monitor) == 1, "the log is read once");
        await BroadcastAsync(1, "accepted");

        foreach (var read in reads)
        {
            var batch = await read.WaitAsync(Deadline);
            Assert.Equal("accepted", Assert.Single(batch.Entries).State.Status.Value);
        }

        Assert.Equal(1, Reads(monitor));
        foreach (var cursor in cursors) await cursor.DisposeAsync();
    }

    [Theory]
    [InlineData("something else", "has no header")]
    [InlineData("900000000000000000 1 abc 1 - 2 ss - 1 accepted\n{}", "larger than 2^53")]
    [InlineData("17 1 abc 1 - 2 ss - 1 accepted\n{}", "has the sequence 17")]
    public async Task A_record_that_cannot_be_read_is_named_makes_its_group_unverified_and_is_not_read_again_until_it_is_replaced(string record, string cause)
    {
        await BroadcastAsync(1, "queued");
        await BroadcastAsync(2, "queued");
        await Database.HashSetAsync(Key("states"), "1", record);
        await using var cursor = await Feed.SubscribeAsync(Group, new FeedCursorOptions { Since = FeedPosition.Beginning, Heartbeats = true });

        Assert.False((await ReadAsync(cursor, FeedBatchKind.Heartbeat)).Verified);
        Assert.Equal("2", Assert.Single((await ReadAsync(cursor, FeedBatchKind.Entries)).Entries).State.Submission.ToString());
        var (group, damage) = Assert.Single(Feed.Damaged);
        Assert.Equal(Group, group);
        Assert.Contains("submission 1 ", damage, StringComparison.Ordinal);
        Assert.Contains(cause, damage, StringComparison.Ordinal);

        await using (var monitor = await RedisMonitor.StartAsync(redis.Server))
        {
            await Eventually.TrueAsync(() => monitor.Lines("lua", "HLEN", Group.Name).Count >= 3, "the log's end is looked at again and again");
            Assert.Equal(0, Reads(monitor));
        }

        await BroadcastAsync(1, "accepted");
        Assert.Equal("accepted", Assert.Single((await ReadAsync(cursor, FeedBatchKind.Entries)).Entries).State.Status.Value);
        Assert.Empty(Feed.Damaged);
        await Eventually.TrueAsync(() => !Feed.Unverified.Contains(Group), "the group is verified again");
    }

    [Theory]
    [InlineData("kinds", "already known")]
    [InlineData("score", "already known")]
    [InlineData("message", "same revision")]
    public async Task A_damaged_record_with_a_revision_is_replaced_by_the_same_state_once_more(string damage, string whatItWouldBe)
    {
        await BroadcastAsync(1, "accepted", revision: 5);
        var record = ((string?)await Database.HashGetAsync(Key("states"), "1"))!;
        if (damage == "kinds") await Database.HashSetAsync(Key("states"), "1", record.Replace(" sn ", " zz ", StringComparison.Ordinal));
        if (damage == "score") await Database.SortedSetAddAsync(Key("order"), "1", 17);
        if (damage == "message") await Database.HashSetAsync(Key("states"), "1", record[..(record.IndexOf('\n', StringComparison.Ordinal) + 5)]);
        await using var cursor = await Feed.SubscribeAsync(Group);
        Assert.Single(Feed.Damaged);

        await using var another = Services(redis.Server.Url);
        var result = await another.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(_problem, 1, "accepted", revision: 5);

        Assert.True(result.Outcome == BroadcastOutcome.Accepted, $"{result}: {whatItWouldBe}");
        Assert.Equal("accepted", Assert.Single((await ReadAsync(cursor, FeedBatchKind.Entries)).Entries).State.Status.Value);
        Assert.Empty(Feed.Damaged);
    }

    [Theory]
    [InlineData("+inf")]
    [InlineData("1e19")]
    public async Task A_place_in_the_order_that_is_none_is_named_and_keeps_nobody_from_the_others(string score)
    {
        await BroadcastAsync(1, "queued");
        await BroadcastAsync(2, "queued");
        await Database.ExecuteAsync("ZADD", Key("order"), score, "1");

        await using var cursor = await Feed.SubscribeAsync(Group, new FeedCursorOptions { Since = FeedPosition.Beginning });

        Assert.Equal("2", Assert.Single((await ReadAsync(cursor, FeedBatchKind.Entries)).Entries).State.Submission.ToString());
        Assert.Contains("submission 1 ", Assert.Single(Feed.Damaged).Damage, StringComparison.Ordinal);
        await BroadcastAsync(1, "accepted");
        Assert.Equal("accepted", Assert.Single((await ReadAsync(cursor, FeedBatchKind.Entries)).Entries).State.Status.Value);
        Assert.Empty(Feed.Damaged);
    }

    [Fact]
    public async Task The_only_group_that_is_followed_is_named_when_it_is_damaged()
    {
        await using var cursor = await Feed.SubscribeAsync(Group);
        await Database.KeyDeleteAsync(Key("meta"));
        await Database.StringSetAsync(Key("meta"), "something else");

        await Eventually.TrueAsync(() => Feed.Damaged.Count == 1, "the group is named");

        Assert.Contains("another program", Feed.Damaged[0].Damage, StringComparison.Ordinal);
        await Database.KeyDeleteAsync(Key("meta"));
    }

    [Fact]
    public async Task A_record_of_50_megabytes_is_not_read()
    {
        await BroadcastAsync(1, "queued");
        await BroadcastAsync(2, "queued");
        var sequence = (await Database.SortedSetScoreAsync(Key("order"), "1"))!.Value.ToString("F0", CultureInfo.InvariantCulture);

        // Made by the server, and with time for it: so much memory takes a busy machine seconds.
        await using var patient = await ConnectionMultiplexer.ConnectAsync($"{redis.Client.Configuration},asyncTimeout=60000");
        await patient.GetDatabase(Database.Database).ScriptEvaluateAsync(
            "redis.call('HSET', KEYS[1], '1', ARGV[1] .. string.rep('x', 50000000))", [Key("states")], [$"{sequence} 1 abc 1 - 2 ss - 1 accepted\n"]);
        var before = await SentAsync();

        await using var cursor = await Feed.SubscribeAsync(Group, new FeedCursorOptions { Since = FeedPosition.Beginning });
        var batch = await ReadAsync(cursor, FeedBatchKind.Entries);

        Assert.Equal("2", Assert.Single(batch.Entries).State.Submission.ToString());
        Assert.Contains("50000", Assert.Single(Feed.Damaged).Damage, StringComparison.Ordinal);
        Assert.InRange(await SentAsync() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData("900000000000000000")]
    [InlineData("9007199254740992")]
    [InlineData("-5")]
    [InlineData("17.5")]
    public async Task A_log_whose_end_no_client_could_hold_is_made_anew(string end)
    {
        await BroadcastAsync(1, "queued");
        var before = await Feed.GetPositionAsync(Group);
        await Database.HashSetAsync(Key("meta"), "sequence", end);

        var after = await Feed.GetPositionAsync(Group);

        Assert.NotEqual(before.Epoch, after.Epoch);
        Assert.Equal(BroadcastOutcome.Accepted, await BroadcastAsync(1, "accepted"));
    }

    [Fact]
    public async Task A_damaged_group_does_not_blind_the_others()
    {
        const int Groups = 40;
        var cursors = new List<FeedCursor>();
        for (var i = 0; i < Groups; i++) cursors.Add(await Feed.SubscribeAsync(new SubmissionGroup($"{Group}_{i}")));
        var broken = $"live-submissions:{{{Group}_0}}:meta";
        await Database.KeyDeleteAsync(broken);
        await Database.StringSetAsync(broken, "something else");
        await Eventually.TrueAsync(() => Feed.Damaged.Count == 1, "the broken group is named");

        // An entry that is told to nobody: only the look at the log's end can find it.
        await Database.ExecuteAsync("HSET", $"live-submissions:{{{Group}_7}}:states", "1", Record(out var sequence));
        await Database.ExecuteAsync("ZADD", $"live-submissions:{{{Group}_7}}:order", sequence, "1");
        await Database.ExecuteAsync("HSET", $"live-submissions:{{{Group}_7}}:meta", "sequence", sequence);
        var batch = await cursors[7].ReadAsync().AsTask().WaitAsync(Deadline);

        Assert.Equal("accepted", Assert.Single(batch.Entries).State.Status.Value);
        Assert.Equal($"{Group}_0", Feed.Damaged[0].Group.Name);
        Assert.Contains("another program", Feed.Damaged[0].Damage, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => Feed.Unverified is [var only] && only.Name == $"{Group}_0", "all but the broken group are verified");
        await Database.KeyDeleteAsync(broken);
        await Eventually.TrueAsync(() => Feed.Damaged.Count == 0 && Feed.Unverified.Count == 0, "the group is well again");
        foreach (var cursor in cursors) await cursor.DisposeAsync();
    }

    private static string Record(out string sequence)
    {
        sequence = ((DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture);
        return $"{sequence} {sequence} abc 1 - 2 ns - 1 accepted\n{{}}";
    }

    private static async Task<FeedBatch> ReadAsync(FeedCursor cursor, FeedBatchKind kind)
    {
        while (true)
        {
            var batch = await cursor.ReadAsync().AsTask().WaitAsync(Deadline);
            if (batch.Kind == kind) return batch;
        }
    }

    private static ServiceProvider Services(string url)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddFakeLogging());
        services.AddLiveSubmissions(options =>
        {
            options.Feed.RecheckInterval = TimeSpan.FromMilliseconds(500);
            options.Feed.HeartbeatInterval = TimeSpan.FromSeconds(1);
        }).AddRedis(url);
        return services.BuildServiceProvider();
    }

    private RedisKey Key(string name) => $"live-submissions:{{{Group}}}:{name}";

    private async Task<BroadcastOutcome> BroadcastAsync(long submission, string status, long? revision = null) =>
        (await _services.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(_problem, submission, status, revision: revision)).Outcome;

    private Task PublishAsync(string message) =>
        redis.Client.GetSubscriber().PublishAsync(RedisChannel.Literal($"live-submissions:{{{Group}}}:entries:0"), message);

    private int Reads(RedisMonitor monitor) => monitor.Lines("lua", "ZRANGEBYSCORE", Group.Name).Count;

    private async Task<long> SentAsync()
    {
        const string Field = "total_net_output_bytes:";
        var line = (await redis.Server.AskAsync("INFO", "stats")).Split('\n').First(line => line.StartsWith(Field, StringComparison.Ordinal));
        return long.Parse(line[Field.Length..], CultureInfo.InvariantCulture);
    }
}
