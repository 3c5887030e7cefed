using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.AspNetCore.WebSockets;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.WebSockets;

public sealed class FrameStreamTests
{
    private static readonly byte[] Update = [0x81, 3, 1, 2, 3];
    private static readonly byte[] Pong = [0x8A, 0];
    private static readonly byte[] Close = [0x88, 0];

    [Fact]
    public async Task A_frame_that_is_partly_written_is_never_cut_into()
    {
        var connection = new HesitantStream();
        await using var stream = new FrameStream(connection);

        var first = stream.WriteFramesAsync(Update).AsTask();
        var pong = stream.WriteAsync(Pong).AsTask();
        var second = stream.WriteFramesAsync(Update).AsTask();
        Assert.Equal(Update[..1], connection.Written);
        Assert.False(pong.IsCompleted);
        connection.GoOn();
        await Task.WhenAll(first, pong, second).WaitAsync(WireClient.Deadline);

        Assert.Equal([.. Update, .. Pong, .. Update], connection.Written);
    }

    [Fact]
    public async Task A_write_that_is_given_up_while_it_waits_leaves_the_turn_to_the_next()
    {
        var connection = new HesitantStream();
        await using var stream = new FrameStream(connection);
        using var givenUp = new CancellationTokenSource();

        var first = stream.WriteFramesAsync(Update).AsTask();
        var close = stream.WriteAsync(Close, givenUp.Token).AsTask();
        await givenUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => close);
        connection.GoOn();
        await first.WaitAsync(WireClient.Deadline);
        await stream.WriteFramesAsync(Update);

        Assert.Equal([.. Update, .. Update], connection.Written);
    }

    [Fact]
    public async Task Nothing_follows_the_close()
    {
        var connection = new MemoryStream();
        await using var stream = new FrameStream(connection);

        await stream.WriteAsync(Close);

        await Assert.ThrowsAsync<IOException>(async () => await stream.WriteFramesAsync(Update));
        Assert.Equal(Close, connection.ToArray());
    }

    [Fact]
    public async Task A_write_that_failed_does_not_hold_up_the_next()
    {
        await using var stream = new FrameStream(new ClosedStream());

        await Assert.ThrowsAsync<IOException>(async () => await stream.WriteFramesAsync(Update));
        await Assert.ThrowsAsync<IOException>(async () => await stream.WriteFramesAsync(Update)).WaitAsync(WireClient.Deadline);
    }

    /// <remarks>The client checks every frame it reads: bytes of one inside another end the connection with a protocol error.</remarks>
    [Theory]
    [InlineData(null, false)]
    [InlineData(WireClient.V1, false)]
    [InlineData(null, true)]
    [InlineData(WireClient.V1, true)]
    public async Task On_a_real_connection_pings_pongs_and_a_close_go_between_large_writes_that_the_client_takes_in_pieces(string? subprotocol, bool pastStream)
    {
        const int Submissions = 200;
        await using var web = await WebSide.StartAsync(web: options =>
        {
            options.WritesPastStream = pastStream;
            options.KeepAliveInterval = TimeSpan.FromSeconds(1);
            options.KeepAliveTimeout = TimeSpan.FromSeconds(20);
        });
        await using var client = await web.ConnectAsync(subprotocol, receiveBufferBytes: 4096, pingInterval: TimeSpan.FromMilliseconds(3));
        await using var watching = WatchingClient.Over(client);
        for (var round = 1; round <= 20; round++)
        {
            await Task.WhenAll(Enumerable.Range(1, Submissions).Select(id => web.SayAsync(id, $"round_{round}", revision: round)));
        }

        await Eventually.TrueAsync(
            () => watching.States.Count == Submissions && watching.States.Values.All(static state => state.GetProperty("status").GetString() == "round_20"),
            "it has the newest states");
    }

    /// <summary>Takes a write's first byte, and the rest when it is told to go on.</summary>
    private sealed class HesitantStream : MemoryStream
    {
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public byte[] Written => ToArray();

        public void GoOn() => _goOn.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await base.WriteAsync(buffer[..1], cancellationToken);
            await _goOn.Task;
            await base.WriteAsync(buffer[1..], cancellationToken);
        }
    }

    private sealed class ClosedStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException(new IOException("The connection is closed."));
    }
}
