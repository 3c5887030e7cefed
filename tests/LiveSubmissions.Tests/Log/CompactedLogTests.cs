using LiveSubmissions.Log;

namespace LiveSubmissions.Tests.Log;

public sealed class CompactedLogTests
{
    private readonly CompactedLog _log = new();

    [Fact]
    public void It_keeps_the_newest_entry_of_each_submission_in_the_order_of_sequences()
    {
        Put((10, 1), (20, 2), (30, 1));

        Assert.Equal([20, 30], _log.Entries.Select(entry => entry.Sequence));
        Assert.Equal((2, 30L, 0L), (_log.Count, _log.End, _log.Floor));
    }

    [Theory]
    [InlineData(0, new long[] { 20, 30, 40 })]
    [InlineData(19, new long[] { 20, 30, 40 })]
    [InlineData(20, new long[] { 30, 40 })]
    [InlineData(35, new long[] { 40 })]
    [InlineData(40, new long[] { })]
    [InlineData(99, new long[] { })]
    public void A_read_returns_what_is_after_its_position(long after, long[] expected)
    {
        Put((20, 1), (30, 2), (40, 3));

        Assert.Equal(expected, Read(after));
    }

    [Fact]
    public void A_read_ends_at_its_limits_but_always_gets_one_further()
    {
        Put((20, 1), (30, 2), (40, 3));
        var size = Entries.State(1).Json.Length;

        Assert.Equal([20, 30], Read(0, maxEntries: 2));
        Assert.Equal([20, 30], Read(0, maxBytes: 2 * size));
        Assert.Equal([20], Read(0, maxBytes: 1));
    }

    [Fact]
    public void Trimming_takes_the_oldest_and_raises_the_floor()
    {
        Put((20, 1), (30, 2), (40, 3));

        Assert.Equal(20, _log.TrimOne(2)?.Sequence);
        Assert.Null(_log.TrimOne(2));
        Assert.Equal((2, 20L, 40L), (_log.Count, _log.Floor, _log.End));
        _log.TrimTo(35);
        Assert.Equal((1, 35L), (_log.Count, _log.Floor));
        Assert.Null(_log.Find(2));
    }

    [Fact]
    public void An_entry_that_is_not_after_the_end_is_a_fault_of_the_caller()
    {
        Put((20, 1));

        Assert.Throws<ArgumentOutOfRangeException>(() => _log.Put(Entries.At(20, 2)));
    }

    private void Put(params (long Sequence, long Submission)[] entries)
    {
        foreach (var (sequence, submission) in entries) _log.Put(Entries.At(sequence, submission));
    }

    private long[] Read(long after, int maxEntries = int.MaxValue, int maxBytes = int.MaxValue)
    {
        var into = new List<LogEntry>();
        _log.ReadAfter(after, maxEntries, maxBytes, into);
        return [.. into.Select(entry => entry.Sequence)];
    }
}
