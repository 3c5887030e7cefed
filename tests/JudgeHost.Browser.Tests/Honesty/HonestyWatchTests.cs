namespace JudgeHost.Browser.Tests.Honesty;

/// <summary>The watch finds lies where they are, and none where there are none. Times in milliseconds; the limit is 5 s.</summary>
public sealed class HonestyWatchTests
{
    private const double End = 60_000;

    [Fact]
    public void A_page_that_hears_heartbeats_may_be_live() => Assert.Empty(Lies([(0, "live")], Heartbeats(0, End)));

    [Fact]
    public void A_page_that_stays_live_when_nothing_comes_any_more_lies()
    {
        var lies = Lies([(0, "live")], Heartbeats(0, 20_000));

        Assert.Equal(2, lies.Count);
        Assert.StartsWith("the indicator said live for 34500 ms", lies[0], StringComparison.Ordinal);
        Assert.StartsWith("the client said live", lies[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_says_so_in_time_is_honest() =>
        Assert.Empty(Lies([(0, "live"), (25_000, "stale"), (25_001, "reconnecting")], Heartbeats(0, 20_000)));

    [Fact]
    public void One_that_says_so_late_lies() => Assert.NotEmpty(Lies([(0, "live"), (26_000, "stale")], Heartbeats(0, 20_000)));

    [Fact]
    public void One_that_is_live_again_before_it_has_heard_anything_lies() =>
        Assert.NotEmpty(Lies([(0, "live"), (24_000, "stale"), (30_000, "live")], Heartbeats(0, 20_000)));

    [Fact]
    public void Heartbeats_that_are_not_verified_tell_nothing()
    {
        var heard = Heartbeats(0, 20_000).Concat(Heartbeats(22_000, End, verified: false));

        Assert.NotEmpty(Lies([(0, "live")], heard));
        Assert.Empty(Lies([(0, "live"), (22_000, "stale")], heard));
    }

    [Fact]
    public void In_an_outage_it_does_not_help_that_the_server_vouches_for_what_it_says()
    {
        var outage = new Span(20_000, 30_000);

        Assert.NotEmpty(Lies([(0, "live")], Heartbeats(0, End), outage));
        Assert.Empty(Lies([(0, "live"), (24_000, "stale"), (30_001, "live")], Heartbeats(0, End), outage));
    }

    [Fact]
    public void A_moment_of_live_in_the_middle_of_an_outage_is_a_lie() => Assert.NotEmpty(
        Lies([(0, "live"), (22_000, "stale"), (27_000, "live"), (27_100, "stale")], Heartbeats(0, End), new Span(20_000, 30_000)));

    [Fact]
    public void A_blink_is_a_lie() => Assert.NotEmpty(
        Lies([(0, "live"), (22_000, "stale"), (27_000, "live"), (27_001, "stale")], Heartbeats(0, End), new Span(20_000, 30_000)));

    [Fact]
    public void Who_sleeps_lies_only_once_awake()
    {
        var asleep = new Span(20_000, 50_000);

        Assert.Empty(Lies([(0, "live"), (50_100, "stale")], Heartbeats(0, 19_000), asleep: asleep));
        Assert.NotEmpty(Lies([(0, "live"), (51_000, "stale")], Heartbeats(0, 19_000), asleep: asleep));
    }

    [Fact]
    public void A_nap_within_the_limit_gives_no_more_time() =>
        Assert.NotEmpty(Lies([(0, "live"), (26_000, "stale")], Heartbeats(0, 20_000), asleep: new Span(21_000, 22_000)));

    private static IReadOnlyList<string> Lies((double At, string State)[] states, IEnumerable<HeardMessage> heard, Span? outage = null, Span? asleep = null)
    {
        var watch = new HonestyWatch(TimeSpan.FromSeconds(5));
        if (outage is { } span) watch.Note(span);
        var shown = states.Select(state => new ShownState(state.At, state.State)).ToList();
        return watch.Lies(new Recording(End, shown, shown, [.. heard], [], asleep is { } sleep ? [sleep] : []));
    }

    private static IEnumerable<HeardMessage> Heartbeats(double from, double to, bool verified = true)
    {
        for (var at = from; at <= to; at += 2_000) yield return new HeardMessage(at, "heartbeat", verified);
    }
}
