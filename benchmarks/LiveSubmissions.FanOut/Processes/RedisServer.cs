using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LiveSubmissions.FanOut.Machine;
using StackExchange.Redis;

namespace LiveSubmissions.FanOut.Processes;

/// <summary>A redis-server for one run: on a free port of this machine, keeping nothing.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConnectionMultiplexer _client;

    private RedisServer(Process process, int port, ConnectionMultiplexer client)
    {
        _process = process;
        _client = client;
        Port = port;
    }

    public int Port { get; }

    public ProcessUsage Usage => ProcessUsage.For(_process.Id);

    public string Version => _client.GetServers()[0].Version.ToString();

    public static async Task<RedisServer> StartAsync()
    {
        var port = FreePort();
        string[] arguments = ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--maxclients", "1000"];
        var process = Process.Start(new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true })!;

        // Its log is read so that it never waits for a full pipe, and not shown.
        process.BeginOutputReadLine();
        var options = new ConfigurationOptions { EndPoints = { { IPAddress.Loopback, port } }, AllowAdmin = true, ConnectRetry = 20, ConnectTimeout = 1000 };
        return new RedisServer(process, port, await ConnectionMultiplexer.ConnectAsync(options));
    }

    /// <summary>Forgets all logs: what one server left must not be there for the next.</summary>
    public Task EmptyAsync() => _client.GetServers()[0].FlushAllDatabasesAsync();

    /// <summary>How often it carried out a command, those of scripts included.</summary>
    public async Task<long> CallsOfAsync(string command)
    {
        var statistics = await _client.GetServers()[0].InfoAsync("commandstats");
        var line = statistics.SelectMany(static section => section).FirstOrDefault(pair => pair.Key == $"cmdstat_{command}").Value;
        return line is null ? 0 : long.Parse(line.Split(',')[0]["calls=".Length..]);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        using (_process)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
