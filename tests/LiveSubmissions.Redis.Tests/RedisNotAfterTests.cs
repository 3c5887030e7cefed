using LiveSubmissions.Contracts;
using LiveSubmissions.Log;
using LiveSubmissions.Redis.Transport;
using LiveSubmissions.TestKit.Redis;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Tests;

/// <summary>Appends that a stalled server carries out after their sender gave up on them find the door closed.</summary>
public sealed class RedisNotAfterTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(600);

    private readonly SubmissionGroup _group = new("problem_submissions_1");
    private readonly LiveSubmissionsOptions _settings = new() { Broadcaster = { AppendDeadline = Deadline } };
    private RedisServer _server = null!;

    public async Task InitializeAsync() => _server = await RedisServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_copy_that_executes_late_is_refused_and_the_same_broadcast_again_is_accepted_once()
    {
        await using var node = Node.At(_server.Url, _settings, configure: o => (o.AttemptTimeout, o.RetryCount) = (TimeSpan.FromMilliseconds(200), 0));
        await using var other = Node.At(_server.Url);
        var listener = new RecordingListener();
        await other.ListenAsync(_group, listener, default);
        await AppendAsync(node, SampleEntry.Create(1));
        var executed = await ScriptsExecutedAsync();
        var given = TimeProvider.System.GetTimestamp();
        var entry = SampleEntry.Create(42, "accepted", counter: 2);

        await _server.FreezeAsync();
        await Assert.ThrowsAsync<SubmissionTransportException>(async () => await node.AppendAsync(_group, entry, given, default));
        await Eventually.TrueAsync(() => TimeProvider.System.GetElapsedTime(given) > 2 * Deadline, "the copy's deadline has passed");
        await _server.ThawAsync();

        await Eventually.TrueAsync(async () => await ScriptsExecutedAsync() > executed, "the server carries out the late copy");
        Assert.DoesNotContain((await other.ReadAsync(_group, default, 10, default)).Entries, e => e.State.Submission == 42);

        var again = await EventuallyAcceptedAsync(node, entry, given);
        await AppendAsync(other, SampleEntry.Create(2, broadcaster: "b2"));
        await listener.ToHearAsync(3);
        Assert.Equal(["1", "42", "2"], listener.Notifications.Select(n => n.Entry.State.Submission.ToString()));
        Assert.Equal(again.Position.Sequence, listener.Notifications[1].Entry.Sequence);
    }

    [Fact]
    public async Task One_call_goes_on_through_the_stall_and_is_accepted_once_with_its_true_age()
    {
        await using var node = Node.At(_server.Url, _settings, configure: o => (o.AttemptTimeout, o.RetryCount) = (TimeSpan.FromMilliseconds(200), 10));
        await using var other = Node.At(_server.Url);
        var listener = new RecordingListener();
        await other.ListenAsync(_group, listener, default);
        await AppendAsync(node, SampleEntry.Create(1));

        await _server.FreezeAsync();
        var append = AppendAsync(node, SampleEntry.Create(42, "evaluating", counter: 2));
        var stalled = TimeProvider.System.GetTimestamp();
        await Eventually.TrueAsync(() => TimeProvider.System.GetElapsedTime(stalled) > 2 * Deadline, "the first copies' deadline has passed");
        await _server.ThawAsync();
        var accepted = await append;

        // Given to its broadcaster while the other was stalled, and longer after it than a copy may have been under way: that time counts
        // as young.
        var meanwhile = stalled + (long)(1.2 * Deadline.TotalSeconds * TimeProvider.System.TimestampFrequency);
        var later = await other.AppendAsync(_group, SampleEntry.Create(42, "accepted", broadcaster: "b2"), meanwhile, default);

        Assert.True(accepted.IsHeld);
        Assert.True(later.IsHeld, "the stalled state's age counts from when it was given");
        await listener.ToHearAsync(3);
        Assert.Equal(["1", "42", "42"], listener.Notifications.Select(n => n.Entry.State.Submission.ToString()));
    }

    [Fact]
    public async Task The_first_append_to_a_group_asks_for_the_logs_clock()
    {
        // A clock that runs years behind the server's: what it says must not matter.
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var node = Node.At(_server.Url, _settings, time);

        var result = await node.AppendAsync(_group, SampleEntry.Create(1), time.GetTimestamp(), default);

        Assert.True(result.IsHeld);
    }

    private Task<AppendResult> AppendAsync(RedisTransport node, SubmissionEntry entry) =>
        node.AppendAsync(_group, entry, TimeProvider.System.GetTimestamp(), default).AsTask();

    private async Task<AppendResult> EventuallyAcceptedAsync(RedisTransport node, SubmissionEntry entry, long given)
    {
        AppendResult result = default;
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    result = await node.AppendAsync(_group, entry, given, default);
                    return true;
                }
                catch (SubmissionTransportException)
                {
                    return false;
                }
            },
            "the append is answered again");
        Assert.True(result.IsHeld);
        return result;
    }

    private async Task<long> ScriptsExecutedAsync()
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{_server.Port},allowAdmin=true");
        var statistics = await client.GetServers()[0].InfoAsync("commandstats");
        return statistics.SelectMany(section => section)
            .Where(pair => pair.Key is "cmdstat_evalsha" or "cmdstat_eval")
            .Sum(pair => long.Parse(pair.Value.Split("calls=")[1].Split(',')[0]));
    }
}
