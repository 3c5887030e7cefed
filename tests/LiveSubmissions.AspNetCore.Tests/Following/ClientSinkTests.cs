using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;

namespace LiveSubmissions.AspNetCore.Tests.Following;

public sealed class ClientSinkTests
{
    private static readonly FeedBatch Batch = Batches.Entries(Batches.Entry(1, """{"submission_id":1"""));

    private readonly Writer _writer = new();
    private readonly ClientSink _sink;

    public ClientSinkTests()
    {
        _sink = new ClientSink(Dialect.Plain);
        _sink.Begin(_writer);
    }

    [Fact]
    public void A_client_that_takes_its_batch_at_once_keeps_its_read_waiting()
    {
        Assert.True(_sink.Take(Batch));
        Assert.True(_sink.Take(Batch));
        Assert.Equal(2, _writer.Writes);
    }

    [Fact]
    public async Task What_is_written_but_not_on_its_way_ends_the_read_and_is_not_written_again()
    {
        _writer.IsSent = false;

        Assert.False(_sink.Take(Batch));
        await _sink.TakeAllAsync(Batch);
        Assert.Equal(1, _writer.Writes);
    }

    [Fact]
    public async Task A_write_that_waits_is_waited_for_by_whoever_waited_for_the_read()
    {
        var write = new TaskCompletionSource();
        _writer.Write = () => new ValueTask(write.Task);

        Assert.False(_sink.Take(Batch));
        var rest = _sink.TakeAllAsync(Batch);
        Assert.False(rest.IsCompleted);
        write.SetResult();
        await rest;
        Assert.Equal(1, _writer.Writes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_that_fails_fails_for_whoever_waited_and_not_for_the_thread_that_serves_the_group(bool atOnce)
    {
        _writer.Write = atOnce ? static () => throw new IOException("gone") : static () => ValueTask.FromException(new IOException("gone"));

        Assert.False(_sink.Take(Batch));
        var failure = await Assert.ThrowsAsync<IOException>(() => _sink.TakeAllAsync(Batch).AsTask());
        Assert.Equal("gone", failure.Message);
    }

    [Fact]
    public async Task After_a_batch_that_was_begun_the_next_one_that_ends_a_read_is_written()
    {
        _writer.IsSent = false;
        _sink.Take(Batch);
        await _sink.TakeAllAsync(Batch);
        await _sink.TakeAllAsync(Batch);
        Assert.Equal(2, _writer.Writes);
    }

    [Fact]
    public void A_resync_that_the_dialect_cannot_say_ends_the_read_unwritten()
    {
        var resync = new FeedBatch(FeedBatchKind.Resync, new FeedPosition("e", 1), reason: ResyncReason.Trimmed);

        Assert.True(_sink.MustClose(resync));
        Assert.False(_sink.Take(resync));
        Assert.Equal(0, _writer.Writes);
    }

    private sealed class Writer : IClientWriter
    {
        public int Writes { get; private set; }

        public Func<ValueTask> Write { get; set; } = static () => ValueTask.CompletedTask;

        public bool IsSent { get; set; } = true;

        public ValueTask UntilSentAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask WriteAsync(WireMessages messages)
        {
            Writes++;
            return Write();
        }
    }
}
