using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LiveSubmissions.Benchmarks.Appends;

/// <summary>A redis-server of the benchmark's own on a free port, which keeps nothing on disk.</summary>
internal sealed class LocalRedis : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly int _port;

    private LocalRedis(Process process, int port)
    {
        _process = process;
        _port = port;
    }

    public string Url => $"redis://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}";

    public static async Task<LocalRedis> StartAsync()
    {
        var port = FreePort();
        string[] arguments = ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
        var start = new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("redis-server did not start. Install it.");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var server = new LocalRedis(process, port);
        await server.WaitUntilItListensAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitUntilItListensAsync()
    {
        using var deadline = new CancellationTokenSource(StartDeadline);
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, _port, deadline.Token);
                return;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), deadline.Token);
            }
        }
    }
}
