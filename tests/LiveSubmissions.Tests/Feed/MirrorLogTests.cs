using LiveSubmissions.Feed;
using LiveSubmissions.Log;

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
        _mirror.Append([Entries.At(50, 1)], floor: 0, end: 50);

        Assert.Equal(MirrorStep.None, _mirror.Take("e1", 30, Entries.At(40, 1)));
    }

    [Fact]
    public void What_was_read_is_put_once()
    {
        var put = _mirror.Append([Entries.At(30, 3), Entries.At(40, 1)], floor: 0, end: 40);

        Assert.Equal(40, Assert.Single(put).Sequence);
        Assert.Equal(40, _mirror.End);
    }

    [Fact]
    public void The_same_log_further_on_shows_no_rollback()
    {
        Assert.False(_mirror.ShowsRollback(Snapshot("e1", 40, Entries.At(20, 2), Entries.At(30, 3), Entries.At(40, 1))));
        Assert.False(_mirror.ShowsRollback(Snapshot("e2", 5, Entries.At(5, 1))));
    }

    [Fact]
    public void A_log_that_ends_before_the_mirror_was_rolled_back() =>
        Assert.True(_mirror.ShowsRollback(Snapshot("e1", 20, Entries.At(10, 1), Entries.At(20, 2))));

    [Fact]
    public void A_log_that_lacks_or_has_older_what_the_mirror_holds_was_rolled_back()
    {
        Assert.True(_mirror.ShowsRollback(Snapshot("e1", 50, Entries.At(10, 1), Entries.At(20, 2), Entries.At(50, 4))));
        Assert.True(_mirror.ShowsRollback(Snapshot("e1", 50, Entries.At(10, 1), Entries.At(15, 3), Entries.At(20, 2), Entries.At(50, 4))));
    }

    [Fact]
    public void A_log_that_has_before_the_mirrors_end_what_the_mirror_lacks_was_rolled_back() =>
        Assert.True(_mirror.ShowsRollback(Snapshot("e1", 50, Entries.At(10, 1), Entries.At(20, 2), Entries.At(25, 4), Entries.At(30, 3), Entries.At(50, 5))));

    [Fact]
    public void A_used_again_sequence_of_another_operation_is_a_rollback() =>
        Assert.True(_mirror.ShowsRollback(Snapshot("e1", 30, Entries.At(10, 1), Entries.At(20, 2), Entries.At(30, 3, broadcaster: "b2"))));

    [Fact]
    public void A_trimmed_log_goes_on_if_it_shares_an_entry_that_the_servers_clock_put()
    {
        _mirror.Replace(Snapshot("e1", 30_000, Entries.At(10_000, 1), Entries.At(20_000, 2), Entries.At(30_000, 3)));

        Assert.False(_mirror.ShowsRollback(Snapshot("e1", 30_000, 10_000, Entries.At(20_000, 2), Entries.At(30_000, 3))));
    }

    [Fact]
    public void A_trimmed_log_may_be_another_if_all_that_it_shares_was_counted_while_the_clock_ran_behind() =>
        Assert.True(_mirror.ShowsRollback(Snapshot("e1", 40, 20, Entries.At(30, 3), Entries.At(40, 1))));

    private static LogSnapshot Snapshot(string epoch, long end, params LogEntry[] entries) => Snapshot(epoch, end, 0, entries);

    private static LogSnapshot Snapshot(string epoch, long end, long floor, params LogEntry[] entries) => new(epoch, floor, end, entries);
}
