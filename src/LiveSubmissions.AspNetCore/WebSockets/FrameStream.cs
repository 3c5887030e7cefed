namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>
/// The connection of a WebSocket. Two write to it, one at a time: the socket itself (pings, pongs, its close), and the endpoint, with frames that were made
/// once for many connections. Each write consists of whole frames, so no frame is ever cut by another.
/// </summary>
/// <param name="inner">The server's own stream.</param>
/// <param name="past">
/// Sends frames directly to the connection's socket once the stream is known to be empty; from then on nothing is written to the stream. This saves the
/// server's buffers and a change of thread. <see langword="null"/> if all frames go by the stream.
/// </param>
internal sealed class FrameStream(Stream inner, SocketSender? past = null) : Stream
{
    private const int OpcodeBits = 0x0F;
    private const int CloseOpcode = 0x08;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile bool _closed;
    private volatile bool _goesPast;
    private volatile EmptyStreamProbe? _probe = past is null ? null : new EmptyStreamProbe();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether frames go directly to the socket now.</summary>
    public bool GoesPast => _goesPast;

    /// <summary>Writes frames. The task is complete at once if the connection takes the bytes and no other write is running.</summary>
    /// <exception cref="IOException">The socket has written its close frame. Nothing may follow it.</exception>
    public ValueTask WriteFramesAsync(ReadOnlyMemory<byte> frames) => WriteAsync(frames, CancellationToken.None);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_turn.Wait(0, CancellationToken.None)) return WriteInTurnAsync(buffer, cancellationToken);
        ValueTask write;
        try
        {
            write = Write(buffer, cancellationToken);
        }
        catch
        {
            _turn.Release();
            throw;
        }

        if (!write.IsCompletedSuccessfully) return EndAsync(write);
        write.GetAwaiter().GetResult();
        _turn.Release();
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Most reads have an empty buffer: they wait, as long as the connection lives, until something can be read.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = inner.ReadAsync(buffer, cancellationToken);
        return _probe is { } probe && buffer.Length > 0 ? ReadAsync(read, buffer, probe) : read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Each write is flushed already.
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask WriteInTurnAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Write(buffer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask EndAsync(ValueTask write)
    {
        try
        {
            await write.ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private ValueTask Write(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken)
    {
        if (_closed) throw new IOException("The connection was closed: no frame may follow the close.");
        if (frames.Length > 0 && (frames.Span[0] & OpcodeBits) == CloseOpcode) _closed = true;
        if (_goesPast) return past!.SendAsync(frames);
        var write = inner.WriteAsync(frames, cancellationToken);
        return _probe is { } probe ? ProbeAsync(write, probe, cancellationToken) : write;
    }

    private async ValueTask ProbeAsync(ValueTask write, EmptyStreamProbe probe, CancellationToken cancellationToken)
    {
        await write.ConfigureAwait(false);
        var ping = probe.Wrote();
        if (ping is not null && !_closed) await inner.WriteAsync(ping, cancellationToken).ConfigureAwait(false);
        if (ping is null && probe.GivesUp) _probe = null;
    }

    private async ValueTask<int> ReadAsync(ValueTask<int> read, Memory<byte> buffer, EmptyStreamProbe probe)
    {
        var count = await read.ConfigureAwait(false);
        if (probe.Read(buffer.Span[..count]) is var write and > 0) GoPast(probe, write);
        return count;
    }

    /// <summary>Leaves the stream, unless something is being written now: then the pong proves nothing any more.</summary>
    private void GoPast(EmptyStreamProbe probe, int write)
    {
        if (!_turn.Wait(0, CancellationToken.None)) return;
        if (probe.IsLast(write))
        {
            _goesPast = true;
            _probe = null;
        }

        _turn.Release();
    }
}
