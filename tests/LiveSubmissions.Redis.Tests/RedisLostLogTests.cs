using LiveSubmissions.Contracts;
using LiveSubmissions.Redis.Transport;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Tests;

/// <summary>A log that lost one of its keys is lost, and gets a new epoch: positions in it must not seem good.</summary>
public sealed class RedisLostLogTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly SubmissionGroup _group = new($"problem_submissions_{Guid.NewGuid():N}");
    private readonly RedisTransport _node = Node.At(redis.Server.Url);
    private FeedPosition _before;

    public async Task InitializeAsync()
    {
        await AppendAsync(1);
        _before = await AppendAsync(2);
    }

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Theory]
    [InlineData("meta")]
    [InlineData("states")]
    [InlineData("order")]
    public async Task A_deleted_key_gives_a_new_epoch_to_the_next_read(string key)
    {
        await Database.KeyDeleteAsync($"live-submissions:{{{_group}}}:{key}");

        var page = await _node.ReadAsync(_group, _before, 10, default);

        Assert.NotEqual(_before.Epoch, page.Epoch);
        Assert.Equal(0, page.End);
        Assert.Empty(page.Entries);
        Assert.Equal(page.EndPosition, (await _node.ReadAsync(_group, default, 10, default)).EndPosition);
    }

    [Theory]
    [InlineData("meta")]
    [InlineData("states")]
    [InlineData("order")]
    public async Task A_deleted_key_gives_a_new_epoch_to_the_next_append_and_sequences_go_on_growing(string key)
    {
        await Database.KeyDeleteAsync($"live-submissions:{{{_group}}}:{key}");

        var after = await AppendAsync(3);

        Assert.NotEqual(_before.Epoch, after.Epoch);
        Assert.True(after.Sequence > _before.Sequence);
        Assert.Equal("3", Assert.Single((await _node.ReadAsync(_group, default, 10, default)).Entries).State.Submission.ToString());
    }

    [Theory]
    [InlineData("meta")]
    [InlineData("states")]
    [InlineData("order")]
    public async Task A_deleted_key_gives_a_new_epoch_to_the_next_look_at_the_ends(string key)
    {
        await Database.KeyDeleteAsync($"live-submissions:{{{_group}}}:{key}");

        var end = Assert.Single(await _node.ReadEndsAsync([_group], default)).Position;

        Assert.NotEqual(_before.Epoch, end.Epoch);
        Assert.Equal(0, end.Sequence);
    }

    [Fact]
    public async Task A_deleted_part_of_a_key_gives_a_new_epoch()
    {
        await Database.HashDeleteAsync($"live-submissions:{{{_group}}}:states", "1");

        Assert.NotEqual(_before.Epoch, (await _node.ReadAsync(_group, default, 10, default)).Epoch);
    }

    [Fact]
    public async Task A_state_that_is_not_the_orders_gives_a_new_epoch()
    {
        await Database.HashDeleteAsync($"live-submissions:{{{_group}}}:states", "1");
        await Database.HashSetAsync($"live-submissions:{{{_group}}}:states", "another", "x");

        Assert.NotEqual(_before.Epoch, (await _node.ReadAsync(_group, default, 10, default)).Epoch);
    }

    [Fact]
    public async Task A_flushed_database_gives_a_new_epoch()
    {
        await Database.ExecuteAsync("FLUSHDB");

        var after = await AppendAsync(3);

        Assert.NotEqual(_before.Epoch, after.Epoch);
        Assert.True(after.Sequence > _before.Sequence);
    }

    [Fact]
    public async Task A_log_expires_as_a_whole_after_its_retention_period_and_a_look_at_its_end_puts_that_off()
    {
        string[] keys = ["meta", "states", "order"];
        foreach (var key in keys) await Database.KeyExpireAsync($"live-submissions:{{{_group}}}:{key}", TimeSpan.FromSeconds(30));

        await _node.ReadEndsAsync([_group], default);

        foreach (var key in keys)
        {
            var left = await Database.KeyTimeToLiveAsync($"live-submissions:{{{_group}}}:{key}");
            Assert.InRange(left!.Value, TimeSpan.FromDays(6.9), TimeSpan.FromDays(7));
        }
    }

    private IDatabase Database => redis.Client.GetDatabase();

    private async Task<FeedPosition> AppendAsync(long submission) =>
        (await _node.AppendAsync(_group, SampleEntry.Create(submission, counter: submission), TimeProvider.System.GetTimestamp(), default)).Position;
}
