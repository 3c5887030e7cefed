using LiveSubmissions.Log;

namespace LiveSubmissions.Tests.Log;

public sealed class OrderRulesTests
{
    [Theory]
    [InlineData(7, 8, RefusalReason.None)]
    [InlineData(8, 8, RefusalReason.AlreadyKnown)]
    [InlineData(9, 8, RefusalReason.OlderRevision)]
    [InlineData(long.MaxValue - 1, long.MaxValue, RefusalReason.None)]
    public void With_revisions_the_greater_wins_whoever_gave_it_and_when(long stored, long candidate, RefusalReason expected)
    {
        var decision = OrderRules.Decide(
            Entries.State(1, revision: stored, broadcaster: "b1", counter: 5), 1000, Entries.State(1, revision: candidate, broadcaster: "b2", counter: 1), 10);

        Assert.Equal(expected, decision);
    }

    [Theory]
    [InlineData(1, 2, RefusalReason.None)]
    [InlineData(2, 1, RefusalReason.OlderOperation)]
    public void Without_them_one_broadcasters_later_operation_wins_whatever_the_clock_says(long stored, long candidate, RefusalReason expected)
    {
        Assert.Equal(expected, OrderRules.Decide(Entries.State(1, counter: stored), 1000, Entries.State(1, counter: candidate), 10));
        Assert.Equal(expected, OrderRules.Decide(Entries.State(1, revision: 9, counter: stored), 10, Entries.State(1, counter: candidate), 1000));
    }

    [Theory]
    [InlineData(1000, 1001, RefusalReason.None)]
    [InlineData(1000, 1000, RefusalReason.None)]
    [InlineData(1000, 999, RefusalReason.GivenEarlier)]
    public void Between_broadcasters_the_one_given_later_wins(long stored, long candidate, RefusalReason expected)
    {
        Assert.Equal(expected, OrderRules.Decide(Entries.State(1, broadcaster: "b1", counter: 9), stored, Entries.State(1, broadcaster: "b2", counter: 1), candidate));
    }
}
