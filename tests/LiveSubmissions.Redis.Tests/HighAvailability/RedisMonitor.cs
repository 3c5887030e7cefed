using System.Net;
using System.Net.Sockets;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Redis.Tests.HighAvailability;

/// <summary>Sees every command that a server carries out, those of scripts included.</summary>
internal sealed class RedisMonitor : IAsyncDisposable
{
    private readonly TcpClient _client = new();
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private Task _reading = Task.CompletedTask;

    private RedisMonitor()
    {
    }

    public static async Task<RedisMonitor> StartAsync(RedisServer server)
    {
        var monitor = new RedisMonitor();
        await monitor._client.ConnectAsync(IPAddress.Loopback, server.Port);
        var stream = monitor._client.GetStream();
        await stream.WriteAsync("MONITOR\r\n"u8.ToArray());
        monitor._reading = monitor.ReadAsync(new StreamReader(stream));
        await Eventually.TrueAsync(() => monitor.Lines("+OK").Count > 0, "the server tells what it does");
        return monitor;
    }

    /// <summary>The commands so far that have all of these texts in them.</summary>
    public IReadOnlyList<string> Lines(params string[] texts)
    {
        lock (_gate) return [.. _lines.Where(line => texts.All(text => line.Contains(text, StringComparison.Ordinal)))];
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _reading;
    }

    private async Task ReadAsync(StreamReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                lock (_gate) _lines.Add(line);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The server or the test has ended.
        }
    }
}
