using System.Globalization;
using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;
using LiveSubmissions.Redis.Transport;
using LiveSubmissions.TestKit.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Redis.Tests;

/// <summary>What reading and following store of groups of which nothing was ever broadcast: anybody may ask for any id.</summary>
public sealed class RedisUnknownGroupTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Minutes = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private RedisTransport _node = null!;

    public async Task InitializeAsync()
    {
        await redis.Client.GetDatabase().ExecuteAsync("FLUSHDB");
        _node = Node.At(redis.Server.Url);
    }

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task A_thousand_of_them_leave_one_small_key_each_for_five_minutes()
    {
        const int Groups = 1000;
        await using var services = Services();
        var feed = services.GetRequiredService<ISubmissionFeed>();
        await feed.GetPositionAsync(Unknown(0));
        var before = await MemoryAsync();

        for (var i = 1; i < Groups; i++)
        {
            // What a poll does: it asks, and is gone.
            await using var cursor = await feed.SubscribeAsync(Unknown(i), new FeedCursorOptions { Since = FeedPosition.Beginning });
        }

        // The node's own keys, of its probe, are a handful.
        var keys = redis.Client.GetServers()[0].Keys(pattern: "*unknown*").ToList();
        var ttls = await Task.WhenAll(keys.Select(key => redis.Client.GetDatabase().KeyTimeToLiveAsync(key)));
        Assert.Equal(Groups, keys.Count);
        Assert.All(ttls, static ttl => Assert.InRange(ttl!.Value, TimeSpan.FromMinutes(4), Minutes));
        Assert.InRange((await MemoryAsync() - before) / Groups, 0, 1024);
    }

    [Fact]
    public async Task The_first_submission_gives_the_log_its_period_and_reading_keeps_it()
    {
        var group = Unknown(1);
        await _node.ReadAsync(group, default, 1, default);
        Assert.InRange(await TtlAsync(group), TimeSpan.FromMinutes(4), Minutes);

        await AppendAsync(group);
        Assert.InRange(await TtlAsync(group), Week - Minutes, Week);
        await redis.Client.GetDatabase().KeyExpireAsync(Meta(group), TimeSpan.FromSeconds(30));
        await _node.ReadAsync(group, default, 1, default);

        Assert.InRange(await TtlAsync(group), Week - Minutes, Week);
    }

    [Fact]
    public async Task Who_attaches_to_an_empty_log_a_moment_before_it_expires_keeps_it()
    {
        var group = Unknown(2);
        var before = await _node.ReadAsync(group, default, 1, default);
        await redis.Client.GetDatabase().KeyExpireAsync(Meta(group), TimeSpan.FromSeconds(30));

        await _node.ReadAsync(group, default, 1, default);

        Assert.InRange(await TtlAsync(group), TimeSpan.FromMinutes(4), Minutes);
        Assert.Equal(before.Epoch, (await _node.ReadAsync(group, default, 1, default)).Epoch);
    }

    [Fact]
    public async Task An_empty_log_does_not_expire_while_it_is_followed()
    {
        var group = Unknown(3);
        await using var services = Services();
        await using var cursor = await services.GetRequiredService<ISubmissionFeed>().SubscribeAsync(group);
        await redis.Client.GetDatabase().KeyExpireAsync(Meta(group), TimeSpan.FromSeconds(30));

        await Eventually.TrueAsync(async () => await TtlAsync(group) > TimeSpan.FromMinutes(4), "a look at its end keeps it");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_page_with_a_position_of_an_empty_log_that_is_gone_is_told_to_resync(bool withASubmissionSince)
    {
        var group = Unknown(4);
        await using var services = Services();
        var feed = services.GetRequiredService<ISubmissionFeed>();
        var position = await feed.GetPositionAsync(group);
        await redis.Client.GetDatabase().KeyDeleteAsync(Meta(group));
        if (withASubmissionSince) await AppendAsync(group);

        await using var back = await feed.SubscribeAsync(group, new FeedCursorOptions { Since = position });
        var batch = await back.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(FeedBatchKind.Resync, batch.Kind);
        Assert.Equal(ResyncReason.Epoch, batch.Reason);
        Assert.NotEqual(position.Epoch, batch.Position.Epoch);
    }

    [Fact]
    public async Task An_empty_log_in_a_lost_ones_place_says_so_for_the_whole_period()
    {
        var group = Unknown(5);
        await _node.ReportLossAsync(group, "another.1", default);

        var page = await _node.ReadAsync(group, default, 1, default);
        await _node.ReadEndsAsync([group], default);

        Assert.True(page.IsIncomplete);
        Assert.InRange(await TtlAsync(group), Week - Minutes, Week);
    }

    [Fact]
    public async Task A_server_that_takes_no_writes_now_can_be_read_all_the_same()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = Node.At(server.Url, configure: static options => options.RetryCount = 0);
        var group = Unknown(6);
        await node.AppendAsync(group, SampleEntry.Create(42), TimeProvider.System.GetTimestamp(), null, default);
        await server.AskAsync("CONFIG", "SET", "min-replicas-to-write", "1");

        Assert.Single((await node.ReadAsync(group, default, 10, default)).Entries);
        Assert.Null(Assert.Single(await node.ReadEndsAsync([group], default)).Failure);
    }

    private static SubmissionGroup Unknown(int i) => new($"problem_submissions_unknown-{i}");

    private static string Meta(SubmissionGroup group) => $"live-submissions:{{{group}}}:meta";

    private ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddLiveSubmissions(static options => options.Feed.RecheckInterval = TimeSpan.FromMilliseconds(500)).AddRedis(redis.Server.Url);
        return services.BuildServiceProvider();
    }

    private async Task AppendAsync(SubmissionGroup group) =>
        await _node.AppendAsync(group, SampleEntry.Create(42), TimeProvider.System.GetTimestamp(), null, default);

    private async Task<TimeSpan> TtlAsync(SubmissionGroup group) => (await redis.Client.GetDatabase().KeyTimeToLiveAsync(Meta(group)))!.Value;

    private async Task<long> MemoryAsync()
    {
        var info = await redis.Server.AskAsync("INFO", "memory");
        var line = info.Split('\n').First(static line => line.StartsWith("used_memory_dataset:", StringComparison.Ordinal));
        return long.Parse(line.Split(':')[1].Trim(), CultureInfo.InvariantCulture);
    }
}
