using System.Diagnostics.Metrics;
using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Tests.Diagnostics;

/// <summary>Each instrument counts what its description says.</summary>
public sealed class MeterTests : IAsyncDisposable
{
    private readonly MeterFactory _factory = new();
    private readonly Measurements _measured;
    private readonly FaultyTransport _transport = new(NodeHost.NewTransport());
    private readonly ServiceProvider _services;

    public MeterTests()
    {
        _measured = new Measurements(instrument => ReferenceEquals(instrument.Meter.Scope, _factory));
        var services = new ServiceCollection();
        services.AddSingleton<IMeterFactory>(_factory);
        services.AddSingleton<ISubmissionTransport>(_transport);
        services.AddLiveSubmissions();
        _services = services.BuildServiceProvider();
    }

    private ISubmissionBroadcaster Broadcaster => _services.GetRequiredService<ISubmissionBroadcaster>();

    private ISubmissionFeed Feed => _services.GetRequiredService<ISubmissionFeed>();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _measured.Dispose();
        _factory.Dispose();
    }

    [Fact]
    public async Task Broadcasts_are_counted_by_their_outcome_and_appends_measured()
    {
        await SayAsync(1, 5);
        await SayAsync(1, 4);
        await Broadcaster.BroadcastAsync(default, 1, SubmissionStatus.Accepted);

        Assert.Equal(1, _measured["live_submissions.broadcasts accepted"]);
        Assert.Equal(1, _measured["live_submissions.broadcasts refused"]);
        Assert.Equal(1, _measured["live_submissions.broadcasts skipped"]);
        Assert.True(_measured["live_submissions.append.duration"] > 0);
    }

    [Fact]
    public async Task Deferred_updates_are_counted_and_seen_in_the_outbox()
    {
        _transport.IsDown = true;
        await SayAsync(1, 1);

        Assert.Equal(1, _measured["live_submissions.broadcasts deferred"]);
        Assert.Equal(1, _measured["live_submissions.outbox.depth"]);
        _transport.IsDown = false;
    }

    [Fact]
    public async Task Deliveries_count_each_update_once_for_each_client_and_lag_is_measured()
    {
        await using var one = await Feed.SubscribeAsync(CoreHost.Group);
        await using var two = await Feed.SubscribeAsync(CoreHost.Group);
        var reads = Task.WhenAll(one.ReadAsync().AsTask(), two.ReadAsync().AsTask());
        await SayAsync(1, 1);
        await reads;

        await Eventually.TrueAsync(() => _measured["live_submissions.deliveries"] == 2, "both were given it");
        Assert.True(_measured["live_submissions.delivery.lag"] >= 0);
        Assert.Equal(1, _measured["live_submissions.mirrors"]);
        Assert.Equal(0, _measured["live_submissions.mirrors.unverified"]);
    }

    [Fact]
    public async Task What_a_slow_client_never_gets_is_conflated()
    {
        await using var cursor = await Feed.SubscribeAsync(CoreHost.Group);
        for (var revision = 1; revision <= 5; revision++) await SayAsync(1, revision);
        await Eventually.TrueAsync(() => ((SubmissionFeed)Feed).IsAtRest, "the mirror has all of them");
        Assert.NotNull(cursor.TryRead());

        Assert.Equal(1, _measured["live_submissions.deliveries"]);
        Assert.Equal(4, _measured["live_submissions.conflated"]);
    }

    [Fact]
    public async Task Catch_ups_and_resyncs_are_counted()
    {
        await SayAsync(1, 1);
        var position = await Feed.GetPositionAsync(CoreHost.Group);
        await using var resumed = await Feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { Since = position });
        await using var foreign = await Feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { Since = new FeedPosition("another", 7) });
        await foreign.ReadAsync();

        Assert.Equal(2, _measured["live_submissions.catch_ups"]);
        Assert.Equal(1, _measured["live_submissions.resyncs epoch"]);
    }

    private ValueTask<BroadcastResult> SayAsync(long submission, long revision) =>
        Broadcaster.BroadcastAsync(1, submission, SubmissionStatus.Evaluating, revision: revision);
}
