using System.Net;
using LiveSubmissions.Contracts;
using LiveSubmissions.Redis.Connection;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Tests.Connection;

/// <summary>The watch over a connection that works, with subscriptions that the test makes up.</summary>
[Trait("Category", "Slow")]
public sealed class RestorationWatchTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly FakeLogger _log = new();
    private int _looks;
    private int _restored;

    private EndPoint Server => redis.Client.GetServers()[0].EndPoint;

    [Fact]
    public async Task What_has_not_changed_is_no_restoration()
    {
        await using var watch = Watch(_ => new SubscriptionsState { Any = true });
        watch.Begin(redis.Client);

        // A look begins when the one before has ended.
        for (var i = 1; i <= 3; i++)
        {
            watch.Check(redis.Client);
            await Eventually.TrueAsync(() => Looks >= i, "it looks");
        }

        Assert.Equal(0, Restored);
    }

    [Fact]
    public async Task A_subscription_that_has_a_server_again_is_a_restoration_though_no_event_and_no_socket_tells_of_it()
    {
        await using var watch = Watch(look => look == 1 ? Missing(Server) : Moved(Server));
        watch.Begin(redis.Client);

        watch.Check(redis.Client);

        await Eventually.TrueAsync(() => Restored > 0, "it is told");
        Assert.Equal(2, Looks);
        Assert.Equal(1, Restored);
    }

    [Fact]
    public async Task A_server_whose_subscription_is_not_back_yet_is_told_once_both_are()
    {
        await using var watch = Watch(look => look == 1 ? Missing(Server) : Moved(Server));

        // It has not seen the server before: the server's own connection is new.
        watch.Check(redis.Client);

        await Eventually.TrueAsync(() => Restored > 0, "it is told");
        Assert.Equal(2, Looks);
        Assert.Equal(1, Restored);
    }

    /// <summary>A cluster's replica is known to be promoted before it is known to have the dead master's slots.</summary>
    [Fact]
    public async Task A_server_that_is_to_get_another_ones_lost_subscription_is_told_once_it_has_it()
    {
        await using var watch = Watch(look => look == 1 ? Missing(new DnsEndPoint("dead", 1)) : Moved(Server));

        watch.Check(redis.Client);

        await Eventually.TrueAsync(() => Restored > 0, "it is told");
        Assert.Equal(2, Looks);
        Assert.Equal(1, Restored);
    }

    [Fact]
    public async Task A_server_whose_subscription_does_not_come_back_holds_up_the_others_for_16_s_at_most()
    {
        var time = new FakeTimeProvider();
        await using var watch = Watch(_ => Missing(new DnsEndPoint("dead", 1)), time: time);
        watch.Check(redis.Client);
        await Eventually.TrueAsync(() => Looks > 0, "it looks");
        Assert.Equal(0, Restored);

        // The watch asks for the time when it has looked: hence a second at a time, until it is over.
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Restored > 0;
            },
            "it is told");

        Assert.True(Looks > 1);
    }

    [Fact]
    public async Task A_subscription_that_is_refused_does_not_hold_up_the_others()
    {
        await using var watch = Watch(_ => Missing(lost: null));

        watch.Check(redis.Client);

        await Eventually.TrueAsync(() => Looks > 1, "it looks again");
        Assert.Equal(1, Restored);
    }

    [Fact]
    public async Task A_look_that_fails_in_any_way_is_repeated_and_logged_once()
    {
        await using var watch = Watch(look => look < 3 ? throw new RedisCommandException("It derives from Exception, not from RedisException.") : Moved(Server));
        watch.Begin(redis.Client);

        watch.Check(redis.Client);

        await Eventually.TrueAsync(() => Restored > 0, "it is told");
        Assert.Equal(5006, Assert.Single(_log.Collector.GetSnapshot()).Id.Id);
    }

    [Fact]
    public async Task Whoever_fails_when_it_is_told_is_told_of_the_next_restoration_all_the_same()
    {
        await using var watch = Watch(_ => Moved(Server), () => throw new InvalidOperationException("It fails."));
        watch.Begin(redis.Client);

        for (var i = 1; i <= 2; i++)
        {
            watch.Check(redis.Client);
            await Eventually.TrueAsync(() => Restored >= i, "it is told");
        }

        Assert.All(_log.Collector.GetSnapshot(), record => Assert.Equal(5003, record.Id.Id));
    }

    [Fact]
    public async Task An_event_ends_the_pause()
    {
        var time = new FakeTimeProvider();
        await using var watch = Watch(look => Missing(lost: null), time: time);
        watch.Check(redis.Client);
        await Eventually.TrueAsync(() => Looks >= 1, "it looks");

        watch.Check(redis.Client);

        await Eventually.TrueAsync(() => Looks >= 2, "it looks again, though the clock stands still");
    }

    private int Looks => Volatile.Read(ref _looks);

    private int Restored => Volatile.Read(ref _restored);

    private static SubscriptionsState Missing(EndPoint? lost)
    {
        var state = new SubscriptionsState { Any = true, Missing = true };
        if (lost is not null) state.Lost.Add(lost);
        return state;
    }

    private static SubscriptionsState Moved(EndPoint server)
    {
        var state = new SubscriptionsState { Any = true };
        state.Moved.Add(server);
        return state;
    }

    private RestorationWatch Watch(Func<int, SubscriptionsState> look, Action? told = null, TimeProvider? time = null) => new(
        Patience,
        time ?? TimeProvider.System,
        _log,
        (_, _) => Task.FromResult(look(Interlocked.Increment(ref _looks))),
        () =>
        {
            Interlocked.Increment(ref _restored);
            told?.Invoke();
        });
}
