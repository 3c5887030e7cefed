using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LiveSubmissions.TestKit.Redis;

/// <summary>One run of redis-server: from its start until it is killed or stopped.</summary>
internal sealed class RedisServerProcess
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly string _logPath;

    /// <summary>What its log says once it is up.</summary>
    private readonly string _ready;

    private RedisServerProcess(Process process, int port, string logPath, string ready)
    {
        _process = process;
        _logPath = logPath;
        _ready = ready;
        Port = port;
    }

    public int Port { get; }

    public bool IsRunning => !_process.HasExited;

    /// <exception cref="PortInUseException">Another process listens on the port.</exception>
    public static async Task<RedisServerProcess> StartAsync(int port, string directory, RedisServerSetup setup)
    {
        var logPath = Path.Combine(directory, "redis.log");
        File.Delete(logPath);
        var start = new ProcessStartInfo("redis-server", await ArgumentsAsync(port, directory, logPath, setup)) { WorkingDirectory = directory };
        if (setup.ClockOffset is { } offset)
        {
            foreach (var (name, value) in await ShiftedClock.EnvironmentAsync(offset)) start.Environment[name] = value;
        }

        var ready = setup.Sentinel is null ? "Ready to accept connections" : "Sentinel ID is";
        var server = new RedisServerProcess(CommandLine.Start(start), port, logPath, ready);
        try
        {
            await server.UntilReadyAsync();
            return server;
        }
        catch
        {
            await server.KillAsync();
            throw;
        }
    }

    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await ExitAsync();
    }

    public async Task StopAsync()
    {
        if (!_process.HasExited) await SignalAsync("TERM");
        await ExitAsync();
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = CommandLine.Start(new ProcessStartInfo("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]));
        await kill.WaitForExitAsync().WaitAsync(EndDeadline);
        if (kill.ExitCode != 0) throw new InvalidOperationException($"kill -{signal} of redis-server ended with {kill.ExitCode}.");
    }

    private static async Task<IEnumerable<string>> ArgumentsAsync(int port, string directory, string logPath, RedisServerSetup setup)
    {
        List<string> arguments = [];
        if (setup.Sentinel is { } sentinel)
        {
            var path = Path.Combine(directory, "sentinel.conf");
            await File.WriteAllTextAsync(path, sentinel);
            arguments.AddRange([path, "--sentinel"]);
        }
        else
        {
            arguments.AddRange(["--save", ""]);
        }

        if (setup.Password is { } password) arguments.AddRange(["--requirepass", password]);
        arguments.AddRange(["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1"]);
        arguments.AddRange(["--dir", directory, "--logfile", logPath, .. setup.Arguments]);
        return arguments;
    }

    private async Task ExitAsync() => await _process.WaitForExitAsync().WaitAsync(EndDeadline);

    /// <summary>The log is this process's own; an answer on the port alone could be another process's.</summary>
    private async Task UntilReadyAsync()
    {
        var waited = Stopwatch.StartNew();
        while (!(Log().Contains(_ready, StringComparison.Ordinal) && await AnswersAsync()))
        {
            if (_process.HasExited)
            {
                if (Log().Contains("Address already in use", StringComparison.Ordinal)) throw new PortInUseException(Port);
                throw new InvalidOperationException($"redis-server ended with exit code {_process.ExitCode}:\n{Log()}");
            }

            if (waited.Elapsed > StartDeadline)
            {
                throw new InvalidOperationException($"redis-server is not ready after {StartDeadline}:\n{Log()}");
            }

            await Task.Delay(10);
        }
    }

    /// <summary>Whether a PING is answered: with PONG, or by asking for the password.</summary>
    private async Task<bool> AnswersAsync()
    {
        using var deadline = new CancellationTokenSource(StartDeadline);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port, deadline.Token);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray(), deadline.Token);
            using var reader = new StreamReader(stream);
            return await reader.ReadLineAsync(deadline.Token) is { } answer
                && (answer == "+PONG" || answer.StartsWith("-NOAUTH", StringComparison.Ordinal));
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    private string Log()
    {
        if (!File.Exists(_logPath)) return "";
        using var log = new StreamReader(new FileStream(_logPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return log.ReadToEnd();
    }
}
