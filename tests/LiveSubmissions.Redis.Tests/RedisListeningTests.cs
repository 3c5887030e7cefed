using LiveSubmissions.Contracts;
using LiveSubmissions.Redis.Transport;
using LiveSubmissions.TestKit.Redis;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Tests;

/// <summary>Who hears what, and what happens to messages that are not ours.</summary>
public sealed class RedisListeningTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const int Cuts = 25;

    private readonly SubmissionGroup _group = new($"problem_submissions_{Guid.NewGuid():N}");

    [Fact]
    public async Task Databases_of_one_server_do_not_hear_each_other()
    {
        await using var first = Node.At(redis.Server.UrlOf(1));
        await using var second = Node.At(redis.Server.UrlOf(2));
        var listeners = (First: new RecordingListener(), Second: new RecordingListener());
        await first.ListenAsync(_group, listeners.First, default);
        await second.ListenAsync(_group, listeners.Second, default);

        await AppendAsync(first, 1);
        await AppendAsync(second, 2);
        await listeners.First.ToHearAsync(1);
        await listeners.Second.ToHearAsync(1);

        Assert.Equal("1", Assert.Single(listeners.First.Notifications).Entry.State.Submission.ToString());
        Assert.Equal("2", Assert.Single(listeners.Second.Notifications).Entry.State.Submission.ToString());
        Assert.Single((await first.ReadAsync(_group, default, 10, default)).Entries);
    }

    [Fact]
    public async Task Applications_with_different_key_prefixes_do_not_hear_each_other()
    {
        await using var first = Node.At(redis.Server.Url, configure: o => o.KeyPrefix = "first");
        await using var second = Node.At(redis.Server.Url, configure: o => o.KeyPrefix = "second");
        var listener = new RecordingListener();
        await first.ListenAsync(_group, listener, default);

        await AppendAsync(second, 2);
        await AppendAsync(first, 1);
        await listener.ToHearAsync(1);

        Assert.Equal("1", Assert.Single(listener.Notifications).Entry.State.Submission.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("epoch 0 42 1 2 b 1 - 5 nn - 1 accepted")]
    [InlineData("epoch 0 42 1 2 b 1 - 500 nn - 1 accepted\n{}")]
    [InlineData("epoch 0 42 1 2 b 1 - 1 zz - 1 accepted\n{}")]
    [InlineData("epoch 0 4/2 1 2 b 1 - 1 ss - 1 accepted\n{}")]
    [InlineData("epoch 0 42 1 2 b 1 - 1 ns - x accepted\n{}")]
    [InlineData("ep\tch 0 42 1 2 b 1 - 1 nn - 1 accepted\n{}")]
    [InlineData("epoch -1 42 1 2 b 1 - 1 nn - 1 accepted\n{}")]
    [InlineData("epoch 0 42 1 2 b 1 - 1 nn - 1 \n{}")]
    [InlineData("epoch 0 42 9007199254740993 2 b 1 - 1 nn - 1 accepted\n{}")]
    [InlineData("epoch 0 42 900000000000000000 2 b 1 - 1 nn - 1 accepted\n{}")]
    [InlineData("epoch 0 42 1 2 b 1 - 1 nn - 1 two\rlines\n{}")]
    [InlineData("epoch 0 42 1 2 b 1 - 1 nn - 1 1234567890123456789012345678901234567890123456789012345678901234X\n{}")]
    public async Task A_notification_that_cannot_be_one_counts_as_missed_and_is_logged_once(string message)
    {
        var log = new FakeLogCollector();
        await using var node = Node.At(redis.Server.Url, log: log);
        var listener = new RecordingListener();
        await node.ListenAsync(_group, listener, default);

        var channel = RedisChannel.Literal($"live-submissions:{{{_group}}}:entries:0");
        for (var i = 0; i < 2; i++) await redis.Client.GetSubscriber().PublishAsync(channel, message);
        await AppendAsync(node, 42);
        await listener.ToHearAsync(1);

        Assert.Equal(2, listener.Misses);
        Assert.Equal(0, listener.Restorations);
        Assert.Single(listener.Notifications);
        Assert.Contains(_group.Name, Assert.Single(log.GetSnapshot(), record => record.Level == LogLevel.Warning).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_that_fails_to_note_an_entry_is_told_of_the_next()
    {
        await using var node = Node.At(redis.Server.Url);
        var listener = new ForgetfulListener();
        await node.ListenAsync(_group, listener, default);

        for (var i = 1; i <= 3; i++)
        {
            await AppendAsync(node, i);
            await Eventually.TrueAsync(() => listener.Told == i, $"it is told of entry {i}");
        }
    }

    [Fact]
    public async Task A_log_that_throws_does_not_make_a_listener_deaf()
    {
        await using var node = new RedisTransport(
            RedisUrl.Parse(redis.Server.Url)!,
            new RedisTransportOptions { Url = redis.Server.Url },
            new LiveSubmissionsOptions(),
            TimeProvider.System,
            new ThrowingLogger());
        var listener = new RecordingListener();
        await node.ListenAsync(_group, listener, default);

        var channel = RedisChannel.Literal($"live-submissions:{{{_group}}}:entries:0");
        await redis.Client.GetSubscriber().PublishAsync(channel, "what is not ours, and so is a line of the log");
        await AppendAsync(node, 42);
        await listener.ToHearAsync(1);

        Assert.Equal(1, listener.Misses);
    }

    [Fact]
    public async Task A_subscription_is_dropped_with_its_last_listener()
    {
        await using var node = Node.At(redis.Server.Url);
        var listenings = new[]
        {
            await node.ListenAsync(_group, new RecordingListener(), default),
            await node.ListenAsync(_group, new RecordingListener(), default),
        };

        Assert.Equal(1, await SubscribersAsync());
        await listenings[0].DisposeAsync();
        Assert.Equal(1, await SubscribersAsync());
        await listenings[1].DisposeAsync();
        await Eventually.TrueAsync(async () => await SubscribersAsync() == 0, "the server has no subscriber of the group");
    }

    /// <summary>The order in which the two connections come back is a race: hence so often.</summary>
    [Fact]
    public async Task Whoever_lost_both_connections_at_once_hears_again()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = Node.At(server.Url);
        await using var other = Node.At(server.Url);
        var listener = new RecordingListener();
        await node.ListenAsync(_group, listener, default);

        for (var i = 1; i <= Cuts; i++)
        {
            await server.AskAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            await server.AskAsync("CLIENT", "KILL", "TYPE", "pubsub");
            var channel = $"live-submissions:{{{_group}}}:entries:0";
            await Eventually.TrueAsync(
                async () => (await server.AskAsync("PUBSUB", "NUMSUB", channel)).Contains('1', StringComparison.Ordinal), $"cut {i}: the group is subscribed again");
            await AppendAsync(other, i);
            await Eventually.TrueAsync(() => listener.Notifications.Any(heard => heard.Entry.State.Submission.ToString() == $"{i}"), $"cut {i}: the listener hears");
        }
    }

    private async Task<long> SubscribersAsync() =>
        await redis.Client.GetServers()[0].SubscriptionSubscriberCountAsync(RedisChannel.Literal($"live-submissions:{{{_group}}}:entries:0"));

    private async Task AppendAsync(RedisTransport node, long submission) =>
        Assert.True((await node.AppendAsync(_group, SampleEntry.Create(submission, counter: submission), TimeProvider.System.GetTimestamp(), default)).IsHeld);

    /// <summary>Fails at every entry.</summary>
    private sealed class ForgetfulListener : ITransportListener
    {
        private int _told;

        public int Told => Volatile.Read(ref _told);

        public bool OnAppended(TransportNotification notification)
        {
            Interlocked.Increment(ref _told);
            throw new InvalidOperationException("It cannot note that.");
        }

        public void OnMissed()
        {
        }

        public void OnInterrupted()
        {
        }

        public void OnRestored()
        {
        }
    }

    private sealed class ThrowingLogger : ILogger<RedisTransport>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("the disk is full");
    }
}
