using LiveSubmissions.Feed;

namespace LiveSubmissions.AspNetCore.Following;

/// <summary>Takes a client's batches: encodes them, or finds that another connection has, and hands the bytes to the connection.</summary>
internal sealed class ClientSink(Dialect dialect) : IBatchSink
{
    private IClientWriter _writer = null!;
    private ValueTask _write;
    private bool _isWriting;

    /// <summary>Whether the dialect has no way to say it but to close the connection.</summary>
    public bool MustClose(FeedBatch batch) => batch.Kind == FeedBatchKind.Resync && !dialect.HasOwnMessages;

    /// <summary>The client is connected now, before its cursor is read for the first time.</summary>
    public void Begin(IClientWriter writer) => _writer = writer;

    public bool Take(FeedBatch batch)
    {
        if (MustClose(batch)) return false;
        var write = Write(batch);
        if (write.IsCompletedSuccessfully)
        {
            write.GetAwaiter().GetResult();
            if (_writer.IsSent) return true;
            write = ValueTask.CompletedTask;
        }

        _write = write;
        _isWriting = true;
        return false;
    }

    /// <summary>Takes a batch that a read ended with, or what is left of it.</summary>
    public ValueTask TakeAllAsync(FeedBatch batch)
    {
        if (!_isWriting) return Write(batch);
        _isWriting = false;
        return _write;
    }

    private ValueTask Write(FeedBatch batch)
    {
        try
        {
            return _writer.WriteAsync(batch.Encode(dialect.Encoding));
        }
        catch (Exception exception)
        {
            // Whoever waits for the read is told.
            return ValueTask.FromException(exception);
        }
    }
}
