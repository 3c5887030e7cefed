namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>
/// A WebSocket's connection, with one writer at a time: what the socket itself says (pongs, pings, its close) and frames that were made once for
/// many connections. Each write is whole frames, so neither ever cuts into the other's.
/// </summary>
/// <param name="inner">The server's own stream.</param>
/// <param name="past">
/// Where frames go once the stream is known to be empty, which saves the server's own buffers and the change of thread behind them; <see langword="null"/>
/// if they are always to go by the stream. From then on nothing is written to the stream any more.
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

    /// <summary>Whether frames go past the stream.</summary>
    public bool GoesPast => _goesPast;

    /// <summary>Writes frames. Complete at once as long as the connection takes bytes and nobody else writes.</summary>
    /// <exception cref="IOException">The socket has said its close, after which nothing may follow.</exception>
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

    // Most reads take nothing: they wait, for as long as the connection lives.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = inner.ReadAsync(buffer, cancellationToken);
        return _probe is { } probe && buffer.Length > 0 ? ReadAsync(read, buffer, probe) : read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Every write is flushed already.
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

    /// <summary>Unless something is being written this moment: what the pong proves is outdated then.</summary>
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
