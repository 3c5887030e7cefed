using System.Diagnostics;
using LiveSubmissions.Contracts;
using LiveSubmissions.Redis.Transport;
using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Redis.Tests;

/// <summary>Redis goes away and comes back.</summary>
[Trait("Category", "Slow")]
public sealed class RedisOutageTests : IAsyncLifetime
{
    private readonly SubmissionGroup _group = new("problem_submissions_1");
    private RedisServer _server = null!;

    public async Task InitializeAsync() => _server = await RedisServer.StartAsync(null, "--appendonly", "yes", "--appendfsync", "always");

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task After_a_crash_and_a_restart_appends_succeed_and_listeners_hear_again()
    {
        await using var node = Node.At(_server.Url);
        var listener = new RecordingListener();
        var restored = 0;
        node.Restored += () => Interlocked.Increment(ref restored);
        await node.ListenAsync(_group, listener, default);
        var before = await EventuallyAppendAsync(node, counter: 1);

        await _server.KillAsync();
        await Eventually.TrueAsync(() => listener.Interruptions > 0, "the listener is told of the interruption");
        var failure = await Assert.ThrowsAsync<SubmissionTransportException>(
            async () => await node.AppendAsync(_group, SampleEntry.Create(1, counter: 2), TimeProvider.System.GetTimestamp(), default));
        await _server.RestartAsync();
        await Eventually.TrueAsync(() => listener.Restorations > 0 && Volatile.Read(ref restored) > 0, "everybody is told that the connection is back");

        var after = await EventuallyAppendAsync(node, counter: 3);
        await Eventually.TrueAsync(
            async () =>
            {
                await EventuallyAppendAsync(node, counter: 4 + listener.Notifications.Count);
                return listener.Notifications.Count > 1;
            },
            "the listener hears again");
        Assert.Contains("CHANNEL_LAYER_REDIS_URL", failure.Fix, StringComparison.Ordinal);
        Assert.Equal(before.Epoch, after.Epoch);
        Assert.True(after.Sequence > before.Sequence);
    }

    [Fact]
    public async Task What_is_appended_after_OnRestored_is_heard()
    {
        for (var round = 1; round <= 3; round++)
        {
            await using var node = Node.At(_server.Url);
            var listener = new AppendingListener(_group);
            await node.ListenAsync(_group, listener, default);
            await _server.KillAsync();
            await _server.RestartAsync();

            // It appends, over a connection of its own, whenever it is told that notifications come again: the last of those must be heard.
            await Eventually.TrueAsync(() => listener.HeardWhatItAppendedLast(_server.Url), "an entry that was appended right after OnRestored is heard");
        }
    }

    [Fact]
    public async Task A_server_that_starts_after_the_application_is_found()
    {
        await _server.KillAsync();
        await using var node = Node.At(_server.Url, configure: o => o.RetryCount = 0);
        var listener = new RecordingListener();
        await Assert.ThrowsAsync<SubmissionTransportException>(async () => await node.ReadAsync(_group, default, 1, default));
        await Assert.ThrowsAsync<SubmissionTransportException>(async () => await node.ListenAsync(_group, listener, default));

        await _server.RestartAsync();

        await EventuallyAsync(async () => await node.ListenAsync(_group, listener, default));
        await EventuallyAppendAsync(node, counter: 1);
        await listener.ToHearAsync(1);
        Assert.Single(listener.Notifications);
    }

    [Fact]
    public async Task A_frozen_server_does_not_hold_a_caller_beyond_its_budget()
    {
        await using var node = Node.At(_server.Url);
        await EventuallyAppendAsync(node, counter: 1);
        await _server.FreezeAsync();
        using var budget = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        var waited = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await node.AppendAsync(_group, SampleEntry.Create(1, counter: 2), TimeProvider.System.GetTimestamp(), budget.Token));

        Assert.True(waited.Elapsed < TimeSpan.FromSeconds(20), $"it took {waited.Elapsed}");
        await _server.ThawAsync();
    }

    [Fact]
    public async Task A_frozen_server_that_nobody_calls_is_noticed_and_the_listener_hears_again_afterwards()
    {
        await using var node = Node.At(_server.Url);
        var listener = new AppendingListener(_group);
        await node.ListenAsync(_group, listener, default);

        await _server.FreezeAsync();
        var frozen = Stopwatch.StartNew();
        await Eventually.TrueAsync(() => frozen.Elapsed > TimeSpan.FromSeconds(8), "the half-open connection is torn down");
        await _server.ThawAsync();

        await Eventually.TrueAsync(() => listener.HeardWhatItAppendedLast(_server.Url), "what is appended after the last OnRestored is heard");
    }

    [Fact]
    public async Task Disposing_during_an_outage_ends()
    {
        var node = Node.At(_server.Url);
        await node.ListenAsync(_group, new RecordingListener(), default);
        await _server.FreezeAsync();

        await node.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(15));

        await _server.ThawAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await node.ReadAsync(_group, default, 1, default));
    }

    private async Task<FeedPosition> EventuallyAppendAsync(RedisTransport node, long counter)
    {
        FeedPosition position = default;
        await EventuallyAsync(async () =>
            position = (await node.AppendAsync(_group, SampleEntry.Create(1, counter: counter), TimeProvider.System.GetTimestamp(), default)).Position);
        return position;
    }

    private static Task EventuallyAsync(Func<Task> call) => Eventually.TrueAsync(
        async () =>
        {
            try
            {
                await call();
                return true;
            }
            catch (SubmissionTransportException)
            {
                return false;
            }
        },
        "Redis answers again");
}
