using LiveSubmissions.Broadcasting;
using LiveSubmissions.Log;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Tests.Broadcasting;

public sealed class RecentUpdatesTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void The_bound_is_of_submissions_however_many_updates_each_has()
    {
        var recent = new RecentUpdates(capacity: 100, _time);
        for (var revision = 1; revision <= 10; revision++)
        {
            for (var submission = 0; submission < 100; submission++) Add(recent, submission, revision);
        }

        Assert.Equal(Enumerable.Repeat(10L, 100), recent.ToList().Select(static each => each.Update.Entry.Revision!.Value));

        Add(recent, 100, 1);
        Assert.Equal(Enumerable.Range(1, 100).Select(static number => $"{number}"), Submissions(recent));
    }

    [Fact]
    public void What_was_accepted_a_minute_ago_is_forgotten_and_a_later_update_of_the_submission_is_not()
    {
        var recent = new RecentUpdates(capacity: 100, _time);
        Add(recent, 1, 1);
        Add(recent, 2, 1);
        var old = recent.ToList()[1];
        _time.Advance(TimeSpan.FromSeconds(40));
        Add(recent, 1, 2);
        Assert.Equal(["2", "1"], Submissions(recent));
        Assert.True(recent.Holds(old));

        _time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal(["1"], Submissions(recent));
        Assert.False(recent.Holds(old));
    }

    [Fact]
    public void A_lower_revision_that_the_same_log_takes_shows_a_lost_tail_and_the_greater_one_is_kept()
    {
        var recent = new RecentUpdates(capacity: 100, _time);
        Add(recent, 1, 3);
        Add(recent, 1, 2);
        Assert.Equal(3, Assert.Single(recent.ToList()).Update.Entry.Revision);

        // In a log that was made anew the greater one is of no use.
        Add(recent, 1, 2, origin: "second");
        Assert.Equal(2, Assert.Single(recent.ToList()).Update.Entry.Revision);
    }

    [Fact]
    public void Without_a_revision_nothing_is_kept()
    {
        var recent = new RecentUpdates(capacity: 100, _time);
        Add(recent, 1, revision: null);

        Assert.Empty(recent.ToList());
    }

    private static void Add(RecentUpdates recent, long submission, long? revision, string origin = "first")
    {
        var update = new PendingUpdate(CoreHost.Group, Entries.State(submission, revision: revision), broadcastAt: 0);
        recent.Add(
            new LaneKey(CoreHost.Group, submission), update, new AppendResult(new FeedPosition("e", revision ?? 1), RefusalReason.None, origin));
    }

    private static IEnumerable<string> Submissions(RecentUpdates recent) => recent.ToList().Select(static each => each.Key.Submission.ToString());
}
