using LiveSubmissions.Contracts;
using LiveSubmissions.Redis.Transport;
using LiveSubmissions.TestKit;
using LiveSubmissions.TestKit.Redis;
using Microsoft.Extensions.Logging.Testing;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Tests;

/// <summary>What people are told when Redis does not do what it should: a cause, a fix, and never a secret.</summary>
[Trait("Category", "Slow")]
public sealed class RedisFailureTests
{
    private const string Right = "r1ght-Pa55,word";
    private const string Wrong = "wr0ng-Pa55,word";

    private readonly SubmissionGroup _group = new("problem_submissions_1");
    private readonly FakeLogCollector _log = new();

    [Theory]
    [InlineData($":{Wrong}@", "does not accept the user or the password")]
    [InlineData($"somebody:{Wrong}@", "does not accept the user or the password")]
    [InlineData("", "requires a password")]
    public async Task A_password_that_is_wrong_or_missing(string user, string cause)
    {
        await using var server = await RedisServer.StartAsync(Right);

        var failure = await FailAsync($"redis://{user}127.0.0.1:{server.Port}/2");

        Assert.Contains(cause, failure.Cause, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{server.Port}, database 2", failure.Cause, StringComparison.Ordinal);
        Assert.Contains("CHANNEL_LAYER_REDIS_URL", failure.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_right_password_with_special_characters_gets_in()
    {
        await using var server = await RedisServer.StartAsync(Right);
        await using var node = Node.At(server.Url, log: _log);

        Assert.Equal(0, (await node.ReadAsync(_group, default, 1, default)).End);
        Assert.DoesNotContain(Right, node.Description, StringComparison.Ordinal);
        Assert.All(_log.GetSnapshot(), record => Assert.DoesNotContain(Right, record.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_is_not_there()
    {
        var failure = await FailAsync($"redis://:{Wrong}@127.0.0.1:{FreePort.Next()}");

        Assert.Contains("refuses connections", failure.Cause, StringComparison.Ordinal);
        Assert.Contains("CHANNEL_LAYER_REDIS_URL", failure.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_calls_at_once_that_find_the_breaker_open_each_is_told_what_opened_it()
    {
        await using var node = Node.At($"redis://:{Wrong}@127.0.0.1:{FreePort.Next()}");

        var failures = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
            await Assert.ThrowsAsync<SubmissionTransportException>(async () => await node.ReadAsync(_group, default, 1, default))));

        Assert.All(failures, static failure => Assert.Contains("refuses connections", failure.Cause, StringComparison.Ordinal));
        Assert.All(failures, static failure => Assert.Contains("Start it", failure.Fix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_that_nobody_knows()
    {
        var failure = await FailAsync($"redis://:{Wrong}@no-such-host.invalid:6379");

        Assert.Contains("is not known", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_frozen()
    {
        await using var server = await RedisServer.StartAsync();

        // One try: a second one may find that the client has given the connection up meanwhile.
        await using var node = Node.At(server.Url, configure: o => (o.RetryCount, o.AttemptTimeout) = (0, TimeSpan.FromMilliseconds(200)));
        await node.ReadAsync(_group, default, 1, default);
        await server.FreezeAsync();

        var failure = await Assert.ThrowsAsync<SubmissionTransportException>(async () => await node.ReadAsync(_group, default, 1, default));

        Assert.Contains("did not answer within 200 ms", failure.Cause, StringComparison.Ordinal);
        await server.ThawAsync();
    }

    [Fact]
    public async Task A_server_out_of_memory_takes_nothing_and_tells_nobody()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = Node.At(server.Url, configure: o => o.RetryCount = 0);
        var listener = new RecordingListener();
        await node.ListenAsync(_group, listener, default);
        var before = await AppendAsync(node, 1);
        await ConfigureAsync(server, "CONFIG", "SET", "maxmemory", "1");

        var failure = await Assert.ThrowsAsync<SubmissionTransportException>(async () => await AppendAsync(node, 2));
        await ConfigureAsync(server, "CONFIG", "SET", "maxmemory", "0");
        await AppendAsync(node, 3);
        await listener.ToHearAsync(2);

        Assert.Contains("out of memory", failure.Cause, StringComparison.Ordinal);
        Assert.Contains("maxmemory", failure.Fix, StringComparison.Ordinal);
        Assert.Equal(["1", "3"], listener.Notifications.Select(n => n.Entry.State.Submission.ToString()));
        Assert.Equal(before.Sequence, listener.Notifications[1].Predecessor);
    }

    [Fact]
    public async Task A_read_only_replica()
    {
        await using var server = await RedisServer.StartAsync();
        await ConfigureAsync(server, "REPLICAOF", "127.0.0.1", FreePort.Next().ToString());
        await using var node = Node.At(server.Url, configure: o => o.RetryCount = 0);

        var failure = await Assert.ThrowsAsync<SubmissionTransportException>(async () => await AppendAsync(node, 1));

        Assert.Contains("read-only replica", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_may_not_use_the_channel_changes_nothing()
    {
        await using var server = await RedisServer.StartAsync();
        await ConfigureAsync(server, "ACL", "SETUSER", "judge", "on", $">{Right}", "~live-submissions:*", "resetchannels", "+@all");
        await using var node = Node.At($"redis://judge:{Uri.EscapeDataString(Right)}@127.0.0.1:{server.Port}", configure: o => o.RetryCount = 0);

        var append = await Assert.ThrowsAsync<SubmissionTransportException>(async () => await AppendAsync(node, 1));
        var listen = await Assert.ThrowsAsync<SubmissionTransportException>(async () => await node.ListenAsync(_group, new RecordingListener(), default));

        Assert.Contains("does not permit", append.Cause, StringComparison.Ordinal);
        Assert.Contains("ACL SETUSER", append.Fix, StringComparison.Ordinal);
        Assert.Contains("ACL SETUSER", listen.Fix, StringComparison.Ordinal);
        Assert.Empty((await node.ReadAsync(_group, default, 10, default)).Entries);
    }

    [Fact]
    public async Task The_permissions_that_are_recommended_are_enough()
    {
        await using var server = await RedisServer.StartAsync();
        await ConfigureAsync(
            server, "ACL", "SETUSER", "judge", "on", $">{Right}", "~live-submissions:*", "resetchannels", "&live-submissions:*", "+@all", "-@dangerous", "+info", "+cluster");
        await using var node = Node.At($"redis://judge:{Uri.EscapeDataString(Right)}@127.0.0.1:{server.Port}", configure: o => o.RetryCount = 0);
        var listener = new RecordingListener();

        await node.ListenAsync(_group, listener, default);
        await AppendAsync(node, 1);
        await listener.ToHearAsync(1);

        Assert.Single((await node.ReadAsync(_group, default, 10, default)).Entries);
    }

    [Fact]
    public async Task Keys_that_another_program_wrote()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = Node.At(server.Url, configure: o => o.RetryCount = 0);
        await AppendAsync(node, 1);
        await ConfigureAsync(server, "DEL", $"live-submissions:{{{_group}}}:states");
        await ConfigureAsync(server, "SET", $"live-submissions:{{{_group}}}:states", "something else");

        var read = await Assert.ThrowsAsync<SubmissionTransportException>(async () => await node.ReadAsync(_group, default, 10, default));
        var end = Assert.Single(await node.ReadEndsAsync([_group], default)).Failure!;

        Assert.Contains("RedisTransportOptions.KeyPrefix", read.Fix, StringComparison.Ordinal);
        Assert.Contains("RedisTransportOptions.KeyPrefix", end.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_breaker_that_is_open_says_so_and_closes_by_itself()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = Node.At(server.Url, configure: o =>
        {
            o.RetryCount = 0;
            o.BreakerMinimumTries = 2;
            o.BreakDuration = TimeSpan.FromMilliseconds(500);
        });
        await node.ReadAsync(_group, default, 1, default);
        await server.KillAsync();

        await Eventually.TrueAsync(
            async () =>
            {
                var failure = await Assert.ThrowsAsync<SubmissionTransportException>(async () => await node.ReadAsync(_group, default, 1, default));
                return failure.Cause.Contains("no call is made for 500 ms", StringComparison.Ordinal);
            },
            "the breaker opens");
        await server.RestartAsync();

        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    return (await node.ReadAsync(_group, default, 1, default)).End == 0;
                }
                catch (SubmissionTransportException)
                {
                    return false;
                }
            },
            "the breaker closes");
    }

    private async Task<SubmissionTransportException> FailAsync(string url)
    {
        await using var node = Node.At(url, log: _log, configure: o => o.RetryCount = 1);
        SubmissionTransportException? failure = null;
        await Eventually.TrueAsync(
            async () =>
            {
                // The first try may end while the client still connects: then it is known only that there was no answer.
                failure = await Assert.ThrowsAsync<SubmissionTransportException>(async () => await AppendAsync(node, 1));
                return !failure.Cause.Contains("did not answer", StringComparison.Ordinal);
            },
            "it is known why there is no connection");
        foreach (var text in _log.GetSnapshot().Select(record => $"{record} {record.Exception}").Append(failure!.ToString()).Append(node.Description))
        {
            Assert.DoesNotContain(Right, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Wrong, text, StringComparison.Ordinal);
        }

        return failure;
    }

    private async Task<FeedPosition> AppendAsync(RedisTransport node, long submission) =>
        (await node.AppendAsync(_group, SampleEntry.Create(submission, counter: submission), TimeProvider.System.GetTimestamp(), default)).Position;

    private static async Task ConfigureAsync(RedisServer server, params object[] command)
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Port},allowAdmin=true");
        await client.GetServers()[0].ExecuteAsync(command[0].ToString()!, command[1..]);
    }
}
