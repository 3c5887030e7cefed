using LiveSubmissions.Feed;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Tests.Feed;

public sealed class MirrorLogTests
{
    private readonly MirrorLog _mirror = new(maxSubmissions: 100);

    public MirrorLogTests() => _mirror.Replace(Snapshot("e1", 30, Entries.At(10, 1), Entries.At(20, 2), Entries.At(30, 3)));

    [Fact]
    public void An_entry_whose_predecessor_is_the_mirrors_last_is_put() =>
        Assert.Equal(MirrorStep.Put, _mirror.Take("e1", 30, Entries.At(40, 1)));

    [Fact]
    public void An_entry_that_the_mirror_holds_is_ignored() =>
        Assert.Equal(MirrorStep.None, _mirror.Take("e1", 20, Entries.At(30, 3)));

    [Fact]
    public void A_predecessor_after_the_mirrors_last_means_that_something_was_missed() =>
        Assert.Equal(MirrorStep.ReadOn, _mirror.Take("e1", 40, Entries.At(50, 1)));

    [Fact]
    public void Another_epoch_means_another_log() =>
        Assert.Equal(MirrorStep.Rebuild, _mirror.Take("e2", 30, Entries.At(40, 1)));

    [Fact]
    public void A_predecessor_before_the_mirrors_last_has_the_whole_log_compared() =>
        Assert.Equal(MirrorStep.Compare, _mirror.Take("e1", 20, Entries.At(35, 9)));

    [Fact]
    public void The_same_sequence_of_another_operation_has_the_whole_log_compared() =>
        Assert.Equal(MirrorStep.Compare, _mirror.Take("e1", 20, Entries.At(30, 3, broadcaster: "b2")));

    [Fact]
    public void A_notification_that_comes_after_its_entry_was_read_and_superseded_is_ignored()
    {
        _mirror.Append(Page(50, Entries.At(50, 1)));

        Assert.Equal(MirrorStep.None, _mirror.Take("e1", 30, Entries.At(40, 1)));
    }

    [Fact]
    public void What_was_read_is_put_once()
    {
        var put = _mirror.Append(Page(40, Entries.At(30, 3), Entries.At(40, 1)));

        Assert.Equal(40, Assert.Single(put).Sequence);
        Assert.Equal(40, _mirror.End);
    }

    [Fact]
    public void The_same_log_further_on_shows_no_rollback()
    {
        Assert.Equal(LogComparison.Equal, _mirror.Compare(Snapshot("e1", 40, Entries.At(20, 2), Entries.At(30, 3), Entries.At(40, 1))));
        Assert.Equal(LogComparison.OtherLog, _mirror.Compare(Snapshot("e2", 5, Entries.At(5, 1))));
    }

    [Fact]
    public void A_log_that_ends_before_the_mirror_was_rolled_back() =>
        Assert.Equal(LogComparison.RolledBack, _mirror.Compare(Snapshot("e1", 20, Entries.At(10, 1), Entries.At(20, 2))));

    [Fact]
    public void A_log_that_lacks_or_has_older_what_the_mirror_holds_was_rolled_back()
    {
        Assert.Equal(LogComparison.RolledBack, _mirror.Compare(Snapshot("e1", 50, Entries.At(10, 1), Entries.At(20, 2), Entries.At(50, 4))));
        Assert.Equal(LogComparison.RolledBack, _mirror.Compare(Snapshot("e1", 50, Entries.At(10, 1), Entries.At(15, 3), Entries.At(20, 2), Entries.At(50, 4))));
    }

    [Fact]
    public void A_log_that_has_before_the_mirrors_end_what_the_mirror_lacks_was_rolled_back() =>
        Assert.Equal(LogComparison.RolledBack, _mirror.Compare(Snapshot("e1", 50, Entries.At(10, 1), Entries.At(20, 2), Entries.At(25, 4), Entries.At(30, 3), Entries.At(50, 5))));

    [Fact]
    public void A_used_again_sequence_of_another_operation_is_a_rollback() =>
        Assert.Equal(LogComparison.RolledBack, _mirror.Compare(Snapshot("e1", 30, Entries.At(10, 1), Entries.At(20, 2), Entries.At(30, 3, broadcaster: "b2"))));

    [Fact]
    public void A_trimmed_log_goes_on_if_it_shares_an_entry_that_the_servers_clock_put()
    {
        _mirror.Replace(Snapshot("e1", 30_000, Entries.At(10_000, 1), Entries.At(20_000, 2), Entries.At(30_000, 3)));

        Assert.Equal(LogComparison.Equal, _mirror.Compare(Moved(Trimmed("e1", 30_000, 10_000, Entries.At(20_000, 2), Entries.At(30_000, 3)))));
    }

    [Fact]
    public void A_trimmed_log_of_another_server_may_have_lost_its_tail_if_all_that_it_shares_was_counted_while_the_clock_ran_behind() =>
        Assert.Equal(LogComparison.Unclear, _mirror.Compare(Moved(Trimmed("e1", 40, 20, Entries.At(30, 3), Entries.At(40, 1)))));

    [Fact]
    public void A_trimmed_log_that_shares_nothing_any_more_and_stayed_on_its_server_has_lost_nothing()
    {
        Assert.Equal(LogComparison.Equal, _mirror.Compare(Trimmed("e1", 40, 20, Entries.At(30, 3), Entries.At(40, 1))));
        Assert.Equal(LogComparison.Equal, _mirror.Compare(Trimmed("e1", 70, 40, Entries.At(50, 4), Entries.At(60, 5), Entries.At(70, 6))));
    }

    [Fact]
    public void A_log_that_replaces_the_mirror_although_it_is_the_same_makes_earlier_positions_doubtful_here()
    {
        _mirror.Replace(Moved(Trimmed("e1", 70, 40, Entries.At(50, 4), Entries.At(70, 6))));

        Assert.Equal(1, _mirror.Generation);
        Assert.True(_mirror.IsDoubtful(60));
        Assert.False(_mirror.IsDoubtful(70));
    }

    [Fact]
    public void On_another_server_the_mirror_vouches_for_the_positions_that_it_followed_and_for_no_other()
    {
        _mirror.Append(Page(50, Entries.At(40, 4), Entries.At(50, 5)));
        Assert.False(_mirror.IsDoubtful(10));

        _mirror.Append(Moved(Snapshot("e1", 90, Entries.At(10, 1), Entries.At(20, 2), Entries.At(30, 3), Entries.At(40, 4), Entries.At(50, 5)), before: 90));

        Assert.True(_mirror.IsDoubtful(29));
        Assert.False(_mirror.IsDoubtful(30));
        Assert.False(_mirror.IsDoubtful(50));
        Assert.True(_mirror.IsDoubtful(51));
        Assert.True(_mirror.IsDoubtful(89));
        Assert.False(_mirror.IsDoubtful(90));
    }

    [Fact]
    public void After_a_second_move_the_mirror_vouches_for_what_it_followed_since_the_first()
    {
        LogEntry[] entries = [Entries.At(10, 1), Entries.At(20, 2), Entries.At(30, 3)];
        _mirror.Append(Moved(Snapshot("e1", 90, entries), before: 90));
        Assert.Equal(MirrorStep.Put, _mirror.Take("e1", 90, Entries.At(100, 1)));
        _mirror.Confirm(new FeedPosition("e1", 100));
        _mirror.Append(Moved(Snapshot("e1", 200, Entries.At(20, 2), Entries.At(30, 3), Entries.At(100, 1)), before: 200));

        Assert.True(_mirror.IsDoubtful(30));
        Assert.True(_mirror.IsDoubtful(89));
        Assert.False(_mirror.IsDoubtful(90));
        Assert.False(_mirror.IsDoubtful(100));
        Assert.True(_mirror.IsDoubtful(150));
        Assert.False(_mirror.IsDoubtful(200));
    }

    [Fact]
    public void A_mirror_vouches_for_no_position_that_only_the_new_servers_notifications_brought_it_past()
    {
        // The old server gave 40 to another node's clients alone; the new one gave 50, whose predecessor is what this mirror has.
        Assert.Equal(MirrorStep.Put, _mirror.Take("e1", 30, Entries.At(50, 4)));

        _mirror.Append(Moved(Snapshot("e1", 60, Entries.At(10, 1), Entries.At(20, 2), Entries.At(30, 3), Entries.At(50, 4)), before: 60));

        Assert.True(_mirror.IsDoubtful(40));
        Assert.False(_mirror.IsDoubtful(30));
        Assert.False(_mirror.IsDoubtful(60));
    }

    [Fact]
    public void What_cannot_be_read_is_known_until_it_is_replaced_and_is_no_rollback()
    {
        _mirror.Append(Page(40, [new UnreadableRecord(40, "1", "It is no record.")]));
        Assert.Equal("1", Assert.Single(_mirror.Unreadable).Submission);
        Assert.Equal(40, _mirror.End);

        Assert.Equal(LogComparison.Equal, _mirror.Compare(new LogSnapshot(
            Page(40), [Entries.At(20, 2), Entries.At(30, 3)], [new UnreadableRecord(40, "1", "It is no record.")])));
        Assert.Equal(MirrorStep.Put, _mirror.Take("e1", 40, Entries.At(50, 1)));
        Assert.Empty(_mirror.Unreadable);
    }

    [Fact]
    public void What_cannot_be_read_is_forgotten_once_it_is_trimmed_away()
    {
        _mirror.Append(Page(40, [new UnreadableRecord(40, "1", "It is no record.")]));

        _mirror.Append(Page(60, 45, Entries.At(50, 4), Entries.At(60, 5)));

        Assert.Empty(_mirror.Unreadable);
    }

    private static LogSnapshot Snapshot(string epoch, long end, params LogEntry[] entries) => Trimmed(epoch, end, 0, entries);

    private static LogSnapshot Trimmed(string epoch, long end, long floor, params LogEntry[] entries) =>
        new(new LogPage { Epoch = epoch, Origin = epoch, Floor = floor, End = end, Entries = entries }, entries, []);

    /// <summary>The same log on another server.</summary>
    private static LogSnapshot Moved(LogSnapshot log, long before = 1) => log with
    {
        Last = new LogPage { Epoch = log.Epoch, Origin = log.Last.Origin, Floor = log.Floor, End = log.End, DoubtfulBefore = before, Entries = log.Entries },
    };

    private static LogPage Page(long end, params LogEntry[] entries) => Page(end, 0, entries);

    private static LogPage Page(long end, long floor, params LogEntry[] entries) => new() { Epoch = "e1", Origin = "e1", Floor = floor, End = end, Entries = entries };

    private static LogPage Page(long end, UnreadableRecord[] unreadable) =>
        new() { Epoch = "e1", Origin = "e1", Floor = 0, End = end, Entries = [], Unreadable = unreadable };
}
