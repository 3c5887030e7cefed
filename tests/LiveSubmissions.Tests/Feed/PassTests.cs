using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;

namespace LiveSubmissions.Tests.Feed;

/// <summary>Whatever fails while a group's cursors are served, the pass ends, the others are served, and the next update comes.</summary>
public sealed class PassTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly CoreHost _host = new();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(3)]
    [InlineData(64)]
    public async Task A_cursor_that_fails_ends_alone(int others)
    {
        await using var fails = await _host.Feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { Sink = new FailingTaker(), ServeInline = true });
        var failing = fails.ReadAsync().AsTask();
        var cursors = new List<FeedCursor>();
        for (var i = 0; i < others; i++) cursors.Add(await _host.Feed.SubscribeAsync(CoreHost.Group));
        foreach (var status in new[] { "queued", "accepted" })
        {
            var reads = cursors.ConvertAll(cursor => cursor.ReadAsync().AsTask());
            await _host.Broadcaster.BroadcastAsync(1, 42, status);
            foreach (var read in reads) Assert.Equal(status, Assert.Single((await read.WaitAsync(Deadline)).Entries).State.Status.Value);
        }

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => failing.WaitAsync(Deadline));
        Assert.Equal("The taker fails.", failure.Message);
        await Eventually.TrueAsync(() => _host.Feed.IsAtRest, "the feed comes to rest");
        Assert.Single(_host.LogLines, line => line.Contains("The taker fails.", StringComparison.Ordinal));
        foreach (var cursor in cursors) await cursor.DisposeAsync();
    }

    [Theory]
    [InlineData(900_000_000_000_000_000, 10)]
    [InlineData((1L << 53) + 1, 10)]
    [InlineData(0L, 10)]
    [InlineData(null, (1024 * 1024) + (8 * 1024))]
    public async Task An_entry_that_no_log_can_have_accepted_is_refused_where_it_comes_in(long? sequence, int bytes)
    {
        await _host.Broadcaster.BroadcastAsync(1, 42, "queued");
        await using var cursor = await _host.Feed.SubscribeAsync(CoreHost.Group);
        var reads = _host.Transport.Reads;
        var end = await _host.Feed.GetPositionAsync(CoreHost.Group);
        var state = Entries.State(42, "forged");
        _host.Transport.Tell(CoreHost.Group, end.Epoch!, end.Sequence, new LogEntry(sequence ?? end.Sequence + 1, new SubmissionEntry
        {
            Problem = state.Problem,
            Submission = state.Submission,
            Status = state.Status,
            Operation = state.Operation,
            Json = new byte[bytes],
            PlainLength = 2,
        }));
        await Eventually.TrueAsync(() => _host.Transport.Reads == reads + 1 && _host.Feed.IsAtRest, "the log is read once");

        await _host.Broadcaster.BroadcastAsync(1, 42, "accepted");

        Assert.Equal("accepted", Assert.Single((await cursor.ReadAsync().AsTask().WaitAsync(Deadline)).Entries).State.Status.Value);
        Assert.Equal(reads + 1, _host.Transport.Reads);
        Assert.Single(_host.LogLines, line => line.StartsWith("A notification of problem_submissions_1 was refused", StringComparison.Ordinal));
    }

    private sealed class FailingTaker : IBatchSink
    {
        public bool Take(FeedBatch batch) => throw new InvalidOperationException("The taker fails.");
    }
}
