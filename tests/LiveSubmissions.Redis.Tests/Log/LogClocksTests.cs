using LiveSubmissions.Redis.Transport;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Redis.Tests.Log;

public sealed class LogClocksTests
{
    private static readonly SubmissionGroup Group = new("a");

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_clock_that_never_spoke_is_not_known() => Assert.Null(new LogClocks(_time).Now(Group));

    [Fact]
    public void An_estimate_goes_on_from_what_the_clock_said_last()
    {
        var clocks = new LogClocks(_time);
        clocks.Learn(Group, 1_000_000);
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(1_250_000, clocks.Now(Group));

        clocks.Learn(Group, 500);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1_500, clocks.Now(Group));
    }

    [Fact]
    public void Groups_have_clocks_of_their_own_and_all_can_be_forgotten()
    {
        var clocks = new LogClocks(_time);
        clocks.Learn(Group, 1);
        clocks.Learn(new SubmissionGroup("b"), 2);
        Assert.Equal((1, 2), (clocks.Now(Group), clocks.Now(new SubmissionGroup("b"))));

        clocks.Forget();
        Assert.Null(clocks.Now(Group));
    }

    [Fact]
    public void No_more_clocks_are_kept_than_the_capacity()
    {
        var clocks = new LogClocks(_time, capacity: 2);
        foreach (var name in new[] { "a", "b", "b", "c" }) clocks.Learn(new SubmissionGroup(name), 1);

        Assert.Null(clocks.Now(Group));
        Assert.Equal(1, clocks.Now(new SubmissionGroup("c")));
    }
}
