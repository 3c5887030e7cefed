using System.Diagnostics;
using LiveSubmissions.Broadcasting;
using LiveSubmissions.Contracts;
using LiveSubmissions.Drills.Tests.Support;
using LiveSubmissions.TestKit.Redis;
using LiveSubmissions.TestKit.Wire;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Drills.Tests.Faults;

/// <summary>
/// A process comes back to Redis with much to send. What is asserted is that all of it arrives; how fast is a figure of docs/guarantees.md, and that new
/// states wait for few copies is counted where nothing is timed (<c>CopiesTests</c>).
/// </summary>
public sealed class BacklogTests : IAsyncLifetime
{
    private const int Many = 10_000;
    private const int Few = 50;

    private readonly Database _database = new();
    private RedisServer _server = null!;
    private TcpProxy _proxy = null!;
    private Judge _judge = null!;
    private RedisAdmin _admin = null!;

    public async Task InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _proxy = TcpProxy.To(_server.Port);
        _admin = await RedisAdmin.ConnectAsync(_server);
        _judge = await Judge.StartAsync($"redis://127.0.0.1:{_proxy.Port}/0", _database, Configure, reports: false);
    }

    public async Task DisposeAsync()
    {
        await _judge.DisposeAsync();
        await _admin.DisposeAsync();
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Ten_thousand_deferred_updates_arrive()
    {
        var outbox = _judge.Services.GetRequiredService<SubmissionBroadcaster>();
        await _judge.SayAsync(Many, "queued");
        LoseConnection();
        for (var i = 0; i < Many; i++) _judge.Say(i, "accepted");
        await _judge.SettledAsync();
        Assert.Equal(Many, outbox.OutboxDepth.Submissions);

        _proxy.RefusesConnections = false;
        await Eventually.TrueAsync(() => outbox.OutboxDepth.Submissions < Many, "the first is sent");
        var started = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(() => outbox.OutboxDepth.Submissions == 0, "all are sent");
        var took = Stopwatch.GetElapsedTime(started);

        await using var backend = await Backend.StartAsync(_server.Url, Configure);
        Assert.Equal(Many + 1, await CountAsync(backend));
        DrillReport.Measured("deferred backlog", $"{Many} deferred updates sent in {took.TotalSeconds:0.00} s once Redis answered, over loopback");
    }

    [Fact]
    public async Task New_states_arrive_while_ten_thousand_copies_are_sent_again()
    {
        await using var backend = await Backend.StartAsync(_server.Url, Configure);
        await using var page = await backend.OpenPageAsync(_database);
        for (var i = 0; i < Many; i++)
        {
            _judge.Say(i, "queued");
            if (i % 500 == 0) await _judge.SettledAsync();
        }

        await _judge.SettledAsync();
        await page.ToBeRightAsync();
        LoseConnection();
        for (var i = Many; i < Many + Few; i++) _judge.Say(i, "accepted");
        await _judge.SettledAsync();

        var restored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _judge.Services.GetRequiredService<ISubmissionTransport>().Restored += () => restored.TrySetResult();
        _proxy.Delay = TimeSpan.FromMilliseconds(1);
        var before = await _admin.CallsAsync("evalsha");
        _proxy.RefusesConnections = false;
        await restored.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var started = Stopwatch.GetTimestamp();
        await AllAreShownAsync(page, Many);
        var deferred = Stopwatch.GetElapsedTime(started);

        await Eventually.TrueAsync(async () => await _admin.CallsAsync("evalsha") - before > Many / 10, "the copies are on their way");
        var given = Stopwatch.GetTimestamp();
        for (var i = Many + Few; i < Many + 2 * Few; i++) _judge.Say(i, "accepted");
        await AllAreShownAsync(page, Many + Few);
        var fresh = Stopwatch.GetElapsedTime(given);
        var sent = await _admin.CallsAsync("evalsha") - before - 2 * Few;
        await Eventually.TrueAsync(async () => await _admin.CallsAsync("evalsha") - before >= Many + 2 * Few, "all copies are sent");

        await page.ToBeRightAsync();
        DrillReport.Measured(
            "new states behind copies",
            $"{Few} deferred states on a page {deferred.TotalSeconds:0.00} s after the connection was back, {Few} new ones {fresh.TotalSeconds:0.00} s after they were given, with "
            + $"{Many} copies to send and 1 ms of network each way ({sent} of them were sent by then)");
    }

    /// <summary>There is room for all of them everywhere.</summary>
    private static void Configure(LiveSubmissionsOptions options) =>
        options.Broadcaster.OutboxCapacity = options.Retention.MaxSubmissions = 2 * Many;

    private static Task AllAreShownAsync(Page page, int first) =>
        Eventually.TrueAsync(() => Enumerable.Range(first, Few).All(i => page.Shown(i)?.Status == "accepted"), "all of them are shown");

    private static async Task<int> CountAsync(Backend backend)
    {
        var transport = backend.Services.GetRequiredService<ISubmissionTransport>();
        var (count, after) = (0, FeedPosition.Beginning);
        while (true)
        {
            var page = await transport.ReadAsync(new SubmissionGroup("problem_submissions_1"), after, 1000, default);
            if (page.Entries.Count == 0) return count;
            count += page.Entries.Count;
            after = new FeedPosition(page.Epoch, page.Entries[^1].Sequence);
        }
    }

    private void LoseConnection()
    {
        _proxy.RefusesConnections = true;
        _proxy.Cut();
    }
}
