using System.Net;
using System.Net.Sockets;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.AspNetCore.WebSockets;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Wire;
using Microsoft.AspNetCore.Builder;

namespace LiveSubmissions.AspNetCore.Tests.WebSockets;

/// <summary>Frames that go past the server's stream, to the socket itself: never before the stream is empty, never two ways at once.</summary>
public sealed class PastStreamTests : IAsyncLifetime, IDisposable
{
    private static readonly byte[] Update = [0x81, 3, 1, 2, 3];
    private static readonly byte[] FirstPing = [0x89, 4, 0, 0, 0, 1];
    private static readonly byte[] FirstPong = [0x8A, 0x84, 0, 0, 0, 0, 0, 0, 0, 1];
    private static readonly byte[] Close = [0x88, 0];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ServersStream _inner = new();
    private Socket _client = null!;
    private Socket _server = null!;
    private FrameStream _stream = null!;

    public async Task InitializeAsync()
    {
        _listener.Start();
        _client = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await _client.ConnectAsync(_listener.LocalEndpoint);
        _server = await _listener.AcceptSocketAsync();
        _server.SendBufferSize = 4096;
        _stream = new FrameStream(_inner, new SocketSender(_server));
    }

    public async Task DisposeAsync() => await _stream.DisposeAsync();

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
        _inner.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task Frames_go_past_the_stream_once_a_pong_proves_it_empty()
    {
        await _stream.WriteFramesAsync(Update);
        Assert.False(_stream.GoesPast);
        await ReadAsync(FirstPong);
        Assert.True(_stream.GoesPast);

        await _stream.WriteFramesAsync(Update);
        await _stream.WriteAsync(Close);

        Assert.Equal([.. Update, .. FirstPing], _inner.Written);
        var received = await ReceiveAsync(Update.Length + Close.Length);
        Assert.Equal([.. Update, .. Close], received);
        await Assert.ThrowsAsync<IOException>(async () => await _stream.WriteFramesAsync(Update));
    }

    [Fact]
    public async Task A_pong_that_is_outdated_by_a_later_write_proves_nothing()
    {
        await _stream.WriteFramesAsync(Update);
        await _stream.WriteFramesAsync(Update);
        await _stream.WriteFramesAsync(Update);
        await ReadAsync(FirstPong);

        Assert.False(_stream.GoesPast);
    }

    [Fact]
    public async Task A_pong_that_comes_while_something_is_being_written_proves_nothing()
    {
        await _stream.WriteFramesAsync(Update);
        var holding = _inner.Hold();
        var writing = _stream.WriteFramesAsync(Update).AsTask();
        await ReadAsync(FirstPong);
        Assert.False(_stream.GoesPast);
        holding.SetResult();
        await writing.WaitAsync(WireClient.Deadline);

        Assert.False(_stream.GoesPast);
    }

    [Fact]
    public async Task Whoever_answers_no_ping_is_written_to_by_the_stream_and_not_asked_for_ever()
    {
        const int Writes = 40_000;
        for (var i = 0; i < Writes; i++) await _stream.WriteFramesAsync(Update);

        Assert.False(_stream.GoesPast);
        Assert.Equal((Writes * Update.Length) + (16 * FirstPing.Length), _inner.Written.Length);
    }

    /// <summary>The client takes little at a time, so that the kernel takes frames in parts.</summary>
    [Fact]
    public async Task A_frame_that_the_socket_takes_in_parts_is_never_cut_into()
    {
        await _stream.WriteFramesAsync(Update);
        await ReadAsync(FirstPong);
        var large = new WireMessages(new byte[1_000_000]).FramesFrom(0).ToArray();

        var first = _stream.WriteFramesAsync(large).AsTask();
        var pong = _stream.WriteAsync(new byte[] { 0x8A, 0 }).AsTask();
        var second = _stream.WriteFramesAsync(large).AsTask();
        var close = _stream.WriteAsync(Close).AsTask();
        Assert.False(first.IsCompleted);

        byte[] expected = [.. large, 0x8A, 0, .. large, .. Close];
        Assert.Equal(expected, await ReceiveAsync(expected.Length));
        await Task.WhenAll(first, pong, second, close).WaitAsync(WireClient.Deadline);
    }

    [Fact]
    public async Task A_client_that_is_gone_fails_the_write_as_the_stream_would()
    {
        await _stream.WriteFramesAsync(Update);
        await ReadAsync(FirstPong);
        _server.Dispose();

        await Assert.ThrowsAsync<IOException>(async () => await _stream.WriteFramesAsync(Update));
        await Assert.ThrowsAsync<IOException>(async () => await _stream.WriteFramesAsync(Update)).WaitAsync(WireClient.Deadline);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(WireClient.V1)]
    public async Task A_real_connection_goes_past_the_stream_when_it_is_switched_on_and_the_client_sees_every_state(string? subprotocol)
    {
        FrameUpgrade? upgrade = null;
        await using var web = await WebSide.StartAsync(web: static options => options.WritesPastStream = true, map: app =>
        {
            app.Use(next => http =>
            {
                var following = next(http);
                upgrade = http.Features.Get<FrameUpgrade>();
                return following;
            });
            app.MapLiveSubmissions();
        });
        await using var client = await web.ConnectAsync(subprotocol);
        await using var watching = WatchingClient.Over(client);

        for (var id = 1; id <= 50; id++)
        {
            await web.SayAsync(id, "evaluating");
            await Eventually.TrueAsync(() => watching.States.Count == id, $"the client has update {id}");
        }

        Assert.True(upgrade!.Stream!.GoesPast);
        await web.App.StopAsync().WaitAsync(WireClient.Deadline);
        await Eventually.TrueAsync(() => watching.Closed is not null, "the close arrives");
    }

    private async Task ReadAsync(byte[] fromClient)
    {
        _inner.Incoming = fromClient;
        Assert.Equal(fromClient.Length, await _stream.ReadAsync(new byte[64]));
    }

    private async Task<byte[]> ReceiveAsync(int count)
    {
        using var deadline = new CancellationTokenSource(WireClient.Deadline);
        var received = new byte[count];
        for (var have = 0; have < count;)
        {
            var more = await _client.ReceiveAsync(received.AsMemory(have, Math.Min(1500, count - have)), SocketFlags.None, deadline.Token);
            Assert.True(more > 0, "the connection is open");
            have += more;
        }

        return received;
    }

    /// <summary>The server's own stream: what is written to it, and what a client is made to have sent.</summary>
    private sealed class ServersStream : MemoryStream
    {
        private Task _held = Task.CompletedTask;

        public byte[] Written => ToArray();

        public byte[] Incoming { get; set; } = [];

        public TaskCompletionSource Hold()
        {
            var holding = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _held = holding.Task;
            return holding;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _held;
            Write(buffer.Span);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Incoming.CopyTo(buffer);
            return ValueTask.FromResult(Incoming.Length);
        }
    }
}
