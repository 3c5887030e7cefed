using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace LiveSubmissions.Drills.Tests.Support;

/// <summary>A v1 client on a thin line: takes so many bytes a second off its socket, whose own buffer is small, and no more.</summary>
internal sealed class SlowReader : IAsyncDisposable
{
    private const int KernelBuffer = 4096;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = KernelBuffer, NoDelay = true };
    private readonly ConcurrentDictionary<int, Row> _states = new();
    private readonly ConcurrentQueue<string> _backwardSteps = new();
    private readonly int _bytesPerSecond;
    private readonly List<byte> _pending = [];
    private Task _reading = Task.CompletedTask;

    private SlowReader(int bytesPerSecond) => _bytesPerSecond = bytesPerSecond;

    public IReadOnlyDictionary<int, Row> States => _states;

    public IReadOnlyCollection<string> BackwardSteps => _backwardSteps;

    /// <summary>How many updates it was sent.</summary>
    public int Received { get; private set; }

    /// <summary>Whether the server is still there.</summary>
    public bool IsOpen => !_reading.IsCompleted;

    public static async Task<SlowReader> ConnectAsync(Uri backend, int bytesPerSecond)
    {
        var reader = new SlowReader(bytesPerSecond);
        await reader.HandshakeAsync(backend);
        reader._reading = Task.Run(reader.ReadAsync);
        return reader;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _reading;
    }

    private async Task HandshakeAsync(Uri backend)
    {
        await _socket.ConnectAsync(IPAddress.Loopback, backend.Port);
        await _socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /ws/problems/1/submissions/ HTTP/1.1\r\nHost: {backend.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c2xvdyByZWFkZXIgIDE2Yg==\r\nSec-WebSocket-Protocol: live-submissions.v1\r\n\r\n"));
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await _socket.ReceiveAsync(one) == 0) throw new InvalidOperationException($"The handshake failed: {head}");
            head.Append((char)one[0]);
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[_bytesPerSecond / 20];
        var started = Stopwatch.GetTimestamp();
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            // What it did not read while nothing came is no credit: a line has no memory.
            for (var allowed = 0.0; ; await ticks.WaitForNextTickAsync())
            {
                allowed = Math.Min(buffer.Length, allowed + Stopwatch.GetElapsedTime(started).TotalSeconds * _bytesPerSecond);
                started = Stopwatch.GetTimestamp();
                if (allowed < 1 || _socket.Available == 0 && !_socket.Poll(0, SelectMode.SelectRead)) continue;
                var count = await _socket.ReceiveAsync(buffer.AsMemory(0, (int)allowed));
                if (count == 0) return;
                allowed -= count;
                _pending.AddRange(buffer.AsSpan(0, count));
                TakeFrames();
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed, or the server vanished.
        }
    }

    private void TakeFrames()
    {
        while (_pending.Count >= 2)
        {
            int length = _pending[1], header = 2;
            if (length == 126 && _pending.Count >= 4) (length, header) = (BinaryPrimitives.ReadUInt16BigEndian([_pending[2], _pending[3]]), 4);
            else if (length == 127 && _pending.Count >= 10) (length, header) = ((int)BinaryPrimitives.ReadInt64BigEndian([.. _pending[2..10]]), 10);
            else if (length > 125) return;
            if (_pending.Count < header + length) return;
            if ((_pending[0] & 0x0f) == 1) Take(JsonDocument.Parse(_pending.GetRange(header, length).ToArray()).RootElement);
            _pending.RemoveRange(0, header + length);
        }
    }

    private void Take(JsonElement message)
    {
        foreach (var update in message.ValueKind == JsonValueKind.Array ? message.EnumerateArray().ToArray() : [message])
        {
            if (update.GetProperty("type").GetString() != "submission_update") continue;
            var submission = update.GetProperty("submission_id").GetInt32();
            var row = new Row(update.GetProperty("revision").GetInt64(), update.GetProperty("status").GetString()!);
            if (_states.TryGetValue(submission, out var before) && before.Revision >= row.Revision)
            {
                _backwardSteps.Enqueue($"{submission}: {before}, then {row}");
            }

            _states[submission] = row;
            Received++;
        }
    }
}
